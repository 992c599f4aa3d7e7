from zicht_api.models import Base
from zicht_shared.migrations import run

run(Base.metadata)
