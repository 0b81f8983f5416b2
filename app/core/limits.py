"""Rate limits for both doors. Network addresses are kept only as hashes keyed anew every day."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time

from flask import current_app, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from app.core.clock import now, today
from app.core.errors import TooMany
from app.extensions import db

LONGEST_PAUSE = 4.0


def build_limiter(storage_url: str) -> SlidingWindowCounterRateLimiter:
    """Return a limiter that stores its counters in memory or in Redis."""
    return SlidingWindowCounterRateLimiter(storage_from_string(storage_url))


def hit(bucket: str, key: str, rate: str) -> None:
    """Count one attempt against `rate` ("10/minute"); raise TooMany beyond it."""
    if not current_app.config["RATE_LIMITS"]:
        return
    limiter: SlidingWindowCounterRateLimiter = current_app.extensions["kenes_limiter"]
    limit = parse(rate)
    if not limiter.hit(limit, bucket, key):
        reset = limiter.get_window_stats(limit, bucket, key).reset_time
        raise TooMany(retry_after=max(1, int(reset - now().timestamp())))


def slow_down(bucket: str, key: str, *, free: int) -> None:
    """Count one attempt of this hour and wait, longer each time, once `free` attempts are used up.

    A delay cannot be turned against the owner of the thing, as a lock-out could.
    """
    if not current_app.config["RATE_LIMITS"]:
        return
    limiter: SlidingWindowCounterRateLimiter = current_app.extensions["kenes_limiter"]
    limit = parse("100000/hour")
    limiter.hit(limit, bucket, key)
    beyond = limit.amount - limiter.get_window_stats(limit, bucket, key).remaining - free
    if beyond > 0:
        db.session.rollback()  # nobody may wait for our database connection meanwhile
        time.sleep(min(0.25 * 2 ** min(beyond - 1, 10), LONGEST_PAUSE))


def forgive(bucket: str, key: str) -> None:
    """Forget the attempts counted by `slow_down`, after a right one."""
    if current_app.config["RATE_LIMITS"]:
        limiter: SlidingWindowCounterRateLimiter = current_app.extensions["kenes_limiter"]
        limiter.clear(parse("100000/hour"), bucket, key)


def network_key() -> str:
    """Return today's keyed hash of the caller's network (IPv4 /24, IPv6 /48), never the address."""
    address = request.remote_addr or "0.0.0.0"  # noqa: S104 - a placeholder, nothing is bound
    try:
        prefix = 24 if ipaddress.ip_address(address).version == 4 else 48
        network = str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
    except ValueError:
        network = "unknown"
    secret = f"{current_app.config['SECRET_KEY']}:{today().isoformat()}".encode()
    return hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()[:24]
