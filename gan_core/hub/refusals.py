"""What the Hub or the way to it refuses, as one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gan_core.errors import CheckpointError


@contextmanager
def explained(repository: str, right: str) -> Iterator[None]:
    """Inside: every error of huggingface_hub becomes a CheckpointError. `right` is what a token must allow, "read" or "write"."""
    import httpx2
    from huggingface_hub import constants, errors

    def refuse(code: str, **fields: object) -> CheckpointError:
        return CheckpointError(code, received=repository, **fields)

    try:
        yield
    except errors.HFValidationError:
        raise CheckpointError("value", field="repository", received=repr(repository[:100]), expected="USER/NAME on the Hub") from None
    except errors.RevisionNotFoundError:
        raise refuse("hub_no_revision") from None
    except errors.GatedRepoError:
        raise refuse("hub_denied", right=right) from None
    except errors.RepositoryNotFoundError:
        raise refuse("hub_no_repository") from None
    except (httpx2.TransportError, errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError, errors.FileMetadataError) as error:
        raise refuse("hub_unreachable", hub=constants.ENDPOINT, reason=type(error).__name__) from None
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403):
            raise refuse("hub_denied", right=right) from None
        raise refuse("hub_refused", hub=constants.ENDPOINT, reason=f"{status} {error.response.reason_phrase}") from None
    except RuntimeError as error:  # what an upload in one of the library's threads ends with
        raise refuse("hub_refused", hub=constants.ENDPOINT, reason=type(error.__cause__ or error).__name__) from None
