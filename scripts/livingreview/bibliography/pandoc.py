"""The call of pandoc, in its sandbox: it reads its input and opens no other file."""

import logging
import subprocess
from collections.abc import Sequence

from livingreview.problems import MachineError, cause

SECONDS = 300  # 2,400 records take 2


class PandocError(MachineError):
    """Raised when pandoc refuses its input or takes too long; holds the message of pandoc."""


def run_pandoc(text: str, arguments: Sequence[str]) -> str:
    """Return the output of pandoc for a text.

    Raises
    ------
    PandocError
        If pandoc ends with an error or takes more than `SECONDS`.
    MachineError
        If pandoc cannot be started, or is killed.
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
            message = f"pandoc was ended by signal {number} (9: often for lack of memory)"
            raise MachineError(message) from error
        said = error.stderr.decode(errors="replace").strip()
        raise PandocError(f"pandoc reported: {said}") from error
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"pandoc gave no answer in {SECONDS} seconds") from error
    return done.stdout.decode()
