"""Creme's own settings for a project with one SQLite file in the folder that CREME_PLACE names."""

import os
from pathlib import Path

from creme.settings import *  # noqa: F403

_PLACE = Path(os.environ["CREME_PLACE"])

SECRET_KEY = "nothing is protected by this key: the project lives for one test"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(_PLACE / "creme.sqlite3")}}
LANGUAGE_CODE = "en"
TIME_ZONE = "Europe/Paris"
MEDIA_ROOT = str(_PLACE / "media")
# Nobody listens there: no jobs are run.
JOBMANAGER_BROKER = f"unix_socket://{_PLACE / 'jobs'}"
