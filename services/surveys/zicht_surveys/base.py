"""The base of this service's tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from zicht_shared.db import NAMING

ROLE = "zicht_surveys"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
