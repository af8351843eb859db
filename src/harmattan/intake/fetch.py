"""A page from the web: bounded in time, size and redirects, and never anything but http and https."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import harmattan
from harmattan.errors import ReportTooLarge, UnreachableReport
from harmattan.intake.decoding import MAX_BYTES
from harmattan.intake.raw import Raw

TIMEOUT = 20.0  # seconds without an answer
PATIENCE = 60.0  # seconds for the whole page
REDIRECTS = 5


def fetch(url: str) -> Raw:
    """The page at ``url``. Raises `UnreachableReport` or `ReportTooLarge`."""
    import httpx2  # slow to import

    deadline = time.monotonic() + PATIENCE
    headers = {"User-Agent": f"harmattan/{harmattan.__version__}", "Accept": "text/html, text/plain;q=0.9, */*;q=0.1"}
    here = url
    try:
        with httpx2.Client(timeout=TIMEOUT, headers=headers, follow_redirects=False) as client:
            for _ in range(REDIRECTS + 1):
                _check(here)
                with client.stream("GET", here) as answer:
                    if answer.is_redirect and "location" in answer.headers:
                        here = str(answer.url.join(answer.headers["location"]))
                        continue
                    if answer.status_code >= 400:
                        raise UnreachableReport(f"{here} answered {answer.status_code}. Check the address.")
                    if int(answer.headers.get("content-length", "0") or 0) > MAX_BYTES:
                        raise _too_large(here)
                    data = bytearray()
                    for part in answer.iter_bytes():
                        data += part
                        if len(data) > MAX_BYTES:
                            raise _too_large(here)
                        if time.monotonic() > deadline:
                            raise UnreachableReport(f"{here} took longer than {PATIENCE:.0f} seconds. Try again later.")
                    return Raw(url, "bytes", bytes(data), url=here, content_type=answer.headers.get("content-type"))
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise UnreachableReport(f"{here} did not answer ({reason}). Check the address and the connection.") from error
    raise UnreachableReport(f"{url} redirects more than {REDIRECTS} times. Give the final address.")


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise UnreachableReport(f"{url} is not an http or https address, so it is not fetched.")


def _too_large(url: str) -> ReportTooLarge:
    return ReportTooLarge(f"{url} is larger than the {MAX_BYTES // 1_000_000} MB that a report may have.")
