"""Places in the code where a test may end the process, hold it up, or cut its line.

Off unless `ZICHT_FAILPOINT` named one when the process began: nothing that comes over the network reads or sets it.
`push.voor-commit` ends the process there as `kill -9` would, `push.voor-commit:3` at the third passage.
`push.voor-commit:1:cut` raises ConnectionError, `push.voor-commit:1:delay=0.5` waits half a second.
"""

import asyncio
import os
import signal
import time

_name, _passage, _deed = [*os.environ.get("ZICHT_FAILPOINT", "").split(":"), "", ""][:3]
_left = int(_passage or 1)


def failpoint(name: str) -> None:
    """Do here what the environment asked for; a delay holds up the whole process."""
    if name == _name:
        time.sleep(_strike())


async def afailpoint(name: str) -> None:
    """The same; a delay holds up only who comes by, and the process goes on."""
    if name == _name:
        await asyncio.sleep(_strike())


def _strike() -> float:
    """Count a passage. At the one that was asked for, do it; returns for how many seconds to wait."""
    global _left
    _left -= 1
    if _left != 0:
        return 0
    # For who looks from outside: that it came to this.
    os.write(2, f"failpoint {_name}\n".encode())
    match _deed.partition("="):
        case "cut", _, _:
            raise ConnectionError(_name)
        case "delay", _, seconds:
            return float(seconds)
        case _:
            os.kill(os.getpid(), signal.SIGKILL)
            return 0
