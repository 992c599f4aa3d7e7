"""What the register of erasures can hold of the surveys; the values stand in its files as long as there are backups."""

from enum import StrEnum


class Wissoort(StrEnum):
    """Of each: what its id says."""

    uitnodiging = "uitnodiging"  # withdrawn: its id
    open_link = "open-link"  # withdrawn: its id
    meting = "meting"  # closed by hand: its id
    contactverzoek = "contactverzoek"  # called: the hash of the sealed number, which goes with it from box to list
    terugkoppeling = "terugkoppeling"  # withdrawn, or changed while all could read it: id of the meting, version
