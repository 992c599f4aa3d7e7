#!/bin/sh
# Runs once, on an empty data folder: the second database, and the roles that the services log in as. They own nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v api="$ZICHT_API_WACHTWOORD" -v surveys="$ZICHT_SURVEYS_WACHTWOORD" \
  --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE zicht_api LOGIN PASSWORD :'api';
CREATE ROLE zicht_surveys LOGIN PASSWORD :'surveys';
CREATE DATABASE zicht_surveys;
SQL
