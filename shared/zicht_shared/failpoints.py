"""Places in the code where a test may end the process, as `kill -9` would.

Off unless `ZICHT_FAILPOINT` names one: `push.voor-commit`, or `push.voor-commit:3` for the third passage.
"""

import os
import signal

_name, _, _count = os.environ.get("ZICHT_FAILPOINT", "").partition(":")
_left = int(_count or 1)


def failpoint(name: str) -> None:
    """End this process here, without any clean-up, if the environment asked for it."""
    global _left
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
