"""CI runs this. The pages are those of running services, as a browser gets them."""

import sys

from bench.installatie import installation

from tests.end_to_end.bladen import inwoners, keuring, monitor


def main() -> int:
    if missing := keuring.missing():
        print(f"These are not installed: apt-get install {' '.join(missing)}")
        return 1
    with installation(surveys={"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"}) as installatie:
        bladen = [*inwoners.bladen(installatie), *monitor.bladen(installatie)]
        passed = [keuring.passes_nu(bladen), keuring.passes_pa11y(bladen)]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
