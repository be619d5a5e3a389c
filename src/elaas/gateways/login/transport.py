"""How eLås reaches the provider: few threads at a time, so that phones never wait for logins."""

import threading

import httpx

# A process has four threads (jobs/application.py). When the provider hangs, or somebody asks to log
# in a thousand times, one thread at least still answers the phones at the doors.
AT_A_TIME = 3


class Few(httpx.BaseTransport):
    """Passes a request on, answer and all, or raises httpx.PoolTimeout when too many wait."""

    def __init__(self, inner: httpx.BaseTransport, *, free: threading.BoundedSemaphore) -> None:
        self._inner, self._free = inner, free

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.BaseTransport."""
        if not self._free.acquire(blocking=False):
            message = "too many wait for the provider"
            raise httpx.PoolTimeout(message, request=request)
        try:
            response = self._inner.handle_request(request)
            response.read()
        finally:
            self._free.release()
        return response

    def close(self) -> None:
        """See httpx.BaseTransport."""
        self._inner.close()


_FREE = threading.BoundedSemaphore(AT_A_TIME)


def connect() -> httpx.BaseTransport:
    """A transport for one exchange; all of a process share the limit."""
    return Few(httpx.HTTPTransport(), free=_FREE)
