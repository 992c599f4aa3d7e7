from zicht_shared.migrations import run
from zicht_surveys.models import Base

run(Base.metadata)
