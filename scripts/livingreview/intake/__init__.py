"""New records for a review, from services and from files of other programs.

read_identifier, IdentifierError:
    what people type as ID
Client:
    polite requests to services
contact_of:
    the address that services are given
begin, refresh, Refreshed:
    the files of a new source or trial, and the completed record of a source
write_whole:
    the writing of files, all or none
IntakeError:
    what is raised where a record is not taken in
"""

from livingreview.intake.beginning import begin, contact_of
from livingreview.intake.client import Client
from livingreview.intake.errors import IntakeError
from livingreview.intake.identifier import IdentifierError, read_identifier
from livingreview.intake.refreshing import Refreshed, refresh
from livingreview.intake.writing import write_whole

__all__ = [
    "Client",
    "IdentifierError",
    "IntakeError",
    "Refreshed",
    "begin",
    "contact_of",
    "read_identifier",
    "refresh",
    "write_whole",
]
