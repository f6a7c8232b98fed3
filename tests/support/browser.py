"""Which Chromium drives the browser tests, and how it is started: quiet on the network, able to run as root."""

import os
import shutil

LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """CHROMIUM, else the first of the usual names on PATH; None when there is none that can be run."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(
        filter(
            None, map(shutil.which, ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"))
        ),
        None,
    )
