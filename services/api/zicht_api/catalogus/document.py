"""The catalogue as it is answered: its bytes, and 304 to who has it already."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from zicht_shared.concurrency import is_known

JSON_LD: Final = "application/ld+json"


def answer_document(
    document: Mapping[str, Any], media_type: str, if_none_match: str | None, headers: Mapping[str, str]
) -> Response:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(media_type.encode() + body).hexdigest()[:32]}"'
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    return Response(body, media_type=media_type, headers={**headers, "ETag": etag})
