"""The standard fields of actions as field declarations: what a channel has without declaring it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stallkeeper.action_fields import ACTION_FIELDS
from stallkeeper.spec.field_spec import FieldSpec

STANDARD_FIELDS: Mapping[str, FieldSpec] = MappingProxyType(
    {field.name: FieldSpec(field.name, field.type, minimum=field.minimum) for field in ACTION_FIELDS.values()}
)
"""Every field an action may name without declaring it; a channel's own `fields:` win over these."""
