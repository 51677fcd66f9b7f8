"""Running pandoc, in its sandbox: it reads what it is given and opens no other file."""

import logging
import subprocess
from collections.abc import Sequence

from livingreview.problems import MachineError, cause

SECONDS = 300  # 2,400 records take 2


class PandocError(MachineError):
    """Raised when pandoc refuses its input; carries what it said."""


def run_pandoc(text: str, arguments: Sequence[str]) -> str:
    """Convert a text with pandoc and give what it writes.

    Raises
    ------
    PandocError
        If pandoc ends with an error or takes more than `SECONDS`.
    MachineError
        If there is no pandoc that runs, or it is killed.
    """
    import pypandoc  # here, since it costs a tenth of a second that `check` can do without

    logging.getLogger("pypandoc").setLevel(logging.CRITICAL)  # it logs tracebacks of its own
    try:
        command = [pypandoc.get_pandoc_path(), "--sandbox", *arguments]
        done = subprocess.run(
            command,
            input=text.encode(errors="replace"),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except OSError as error:
        message = f"pandoc must be a program that runs ({cause(error)})"
        raise MachineError(f"{message}: install the package pypandoc-binary again") from error
    except subprocess.CalledProcessError as error:
        if error.returncode < 0:
            number = -error.returncode
            message = f"pandoc was ended by signal {number} (9: often for want of memory)"
            raise MachineError(message) from error
        said = error.stderr.decode(errors="replace").strip()
        raise PandocError(f"pandoc said: {said}") from error
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"pandoc gave no answer in {SECONDS} seconds") from error
    return done.stdout.decode()
