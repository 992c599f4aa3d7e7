# One image for both services and for the migrations: what it does is in the command.
# Python 3.11 is the version that the tests run on.

FROM python:3.11-slim-bookworm AS build
WORKDIR /opt/zicht
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
# uv itself by hash; what uv installs is checked against the hashes in uv.lock.
RUN printf '%s \\\n  %s \\\n  %s\n' 'uv==0.13.9' \
      '--hash=sha256:d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19' \
      '--hash=sha256:5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe' > /tmp/uv.txt \
 && python -m venv /tmp/uv && /tmp/uv/bin/pip install --no-cache-dir --require-hashes -r /tmp/uv.txt
COPY pyproject.toml uv.lock ./
# Wheels only: to build something would fetch tools that no hash checks. So the project itself is not installed either.
RUN /tmp/uv/bin/uv sync --frozen --no-dev --no-install-project --no-build
RUN printf '%s\n' '#!/opt/zicht/.venv/bin/python' 'from zicht_cli.main import app' 'if __name__ == "__main__":' '    app()' \
      > .venv/bin/zicht && chmod +x .venv/bin/zicht
COPY cli cli
COPY shared shared
COPY services services
COPY migrations migrations

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin zicht \
 # A volume that is mounted here for the first time gets this owner.
 && install -d -o zicht -g zicht /var/lib/wissingen
COPY --from=build /opt/zicht /opt/zicht
ENV PATH=/opt/zicht/.venv/bin:$PATH PYTHONPATH=/opt/zicht/cli:/opt/zicht/shared:/opt/zicht/services/api:/opt/zicht/services/surveys \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /opt/zicht
USER zicht
CMD ["zicht", "--help"]
