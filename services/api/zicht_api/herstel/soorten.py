"""What the register of erasures can hold of the core; the values stand in its files as long as there are backups."""

from enum import StrEnum


class Wissoort(StrEnum):
    """Of each: what its id says. What has a version is erased up to and including that one."""

    verhaal = "verhaal"  # withdrawn, or its consent is over: its id
    verhaalversie = "verhaalversie"  # what a story was before it was changed: id, version
    sleutel = "sleutel"  # withdrawn: its id
    sleuteleinde = "sleuteleinde"  # replaced: its id, the moment until which it is good
    aanmelddienst = "aanmelddienst"  # changed or removed: its kenmerk
    toegangsdienst = "toegangsdienst"  # changed or removed: its kenmerk
    benchmarkdeelname = "benchmarkdeelname"  # ended: the code of the group, the day
    aanmeldsessie = "aanmeldsessie"  # signed out: the hash of its token
    webhook = "webhook"  # changed or removed: id, version
