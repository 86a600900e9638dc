"""Ask this container's web server for the sign-in page, as the proxy in front of it would; exit 1 if it is ill."""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
page = urllib.request.Request(
    "http://127.0.0.1:8000/account/login/", headers={"Host": host, "X-Forwarded-Proto": "https"}
)
try:
    with urllib.request.urlopen(page, timeout=5) as response:
        sys.exit(response.status != 200)
except OSError as error:
    sys.exit(str(error))
