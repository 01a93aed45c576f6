"""What surrounds the pages on the way to the browser: start-up, health routes, security headers, compression."""

from __future__ import annotations

import asyncio
import base64
import gc
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.store import Store
from data_access.mirror import MirrorError, Progress
from data_access.settings import SettingsError

_BASE_ADDRESS = 'window.__streamlit = {BACKEND_BASE_URL: new URL(".", window.location.href).href}'
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def lifespan(
    prepare: Callable[[], None], beside: Callable[[threading.Event], None]
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """A lifespan that runs `prepare` before the first request and keeps what it made out of every garbage collection.

    `beside` then runs in a thread of its own until the event it is given says that the server stops.

    Streamlit collects garbage after each run of a page; walking the loaded libraries each time took ten times
    as long as the page.
    """

    @asynccontextmanager
    async def running(_app: object) -> AsyncIterator[None]:
        await asyncio.to_thread(prepare)
        gc.collect()
        gc.freeze()
        stopped = threading.Event()
        threading.Thread(target=beside, args=(stopped,), name="refresher", daemon=True).start()
        try:
            yield
        finally:
            stopped.set()

    return running


def routes(store_in_force: Callable[[], Store], pages: Iterable[str]) -> list[Route]:
    """`/healthz`: the process is up. `/readyz`: a mirror is open, and as of when; until then 503, with what is being done
    towards it. `/PAGE`: deep links.
    """

    def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "up"})

    def readyz(_request: Request) -> Response:
        try:
            store = store_in_force()
            mirror = store.mirror()
        except (SettingsError, MirrorError):
            return _not_ready(None)
        if mirror is None:
            return _not_ready(store.progress())
        return JSONResponse(
            {"status": "ready", "as_of": mirror.as_of.isoformat(), "read_at": mirror.synced_at.isoformat()}
        )

    shell = _shell()

    def deep_link(_request: Request) -> Response:
        return HTMLResponse(shell, headers={"Cache-Control": "no-cache"})

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        *(Route(f"/{page}", deep_link) for page in pages),
    ]


def middleware() -> list[Middleware]:
    """Security headers on every answer, and compression."""
    return [
        Middleware(SecurityHeaders, policy=content_security_policy(_shell())),
        Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6),
    ]


def _not_ready(progress: Progress | None) -> Response:
    done = {"step": progress.step, "share": progress.share} if progress else {}
    return JSONResponse({"status": "not ready", **done}, status_code=503)


class SecurityHeaders:
    """Adds to every HTTP answer the headers that keep foreign scripts, frames and requests out."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def content_security_policy(page: str) -> str:
    """The policy for the web page: everything from this server only, and of inline scripts just those of the page."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(page))
    directives = {
        "default-src": "'self'",
        "script-src": f"'self' {hashes}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _digest(script: str) -> str:
    return base64.b64encode(sha256(script.encode()).digest()).decode()


def _shell() -> str:
    """The web page of the installed Streamlit with one line that says where the application is.

    Without it a page opened by its own address first looks for the application below that address, in vain.
    """
    page = Path(find_spec("streamlit").origin).parent / "static" / "index.html"
    return page.read_text(encoding="utf-8").replace("<script", f"<script>{_BASE_ADDRESS}</script>\n    <script", 1)
