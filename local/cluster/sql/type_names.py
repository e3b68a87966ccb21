"""Names of types in the platform's interfaces."""

from typing import Any

from pyspark.sql import types as t

_NAMES: dict[type, str] = {
    t.BooleanType: "BOOLEAN",
    t.ByteType: "BYTE",
    t.ShortType: "SHORT",
    t.IntegerType: "INT",
    t.LongType: "LONG",
    t.FloatType: "FLOAT",
    t.DoubleType: "DOUBLE",
    t.DateType: "DATE",
    t.TimestampType: "TIMESTAMP",
    t.TimestampNTZType: "TIMESTAMP_NTZ",
    t.StringType: "STRING",
    t.VarcharType: "STRING",
    t.CharType: "CHAR",
    t.BinaryType: "BINARY",
    t.DecimalType: "DECIMAL",
    t.ArrayType: "ARRAY",
    t.StructType: "STRUCT",
    t.MapType: "MAP",
    t.NullType: "NULL",
    t.VariantType: "VARIANT",
    t.DayTimeIntervalType: "INTERVAL",
    t.YearMonthIntervalType: "INTERVAL",
    t.CalendarIntervalType: "INTERVAL",
}


def type_name(data_type: t.DataType) -> str:
    """The name of a type as an enumeration: `LONG`, `STRUCT`, `USER_DEFINED_TYPE`."""
    return _NAMES.get(type(data_type), "USER_DEFINED_TYPE")


def result_column(field: t.StructField, position: int) -> dict[str, Any]:
    """A column of a result's manifest."""
    column: dict[str, Any] = {
        "name": field.name,
        "position": position,
        "type_text": sql_text(field.dataType),
        "type_name": type_name(field.dataType),
    }
    if isinstance(field.dataType, t.DecimalType):
        column["type_precision"] = field.dataType.precision
        column["type_scale"] = field.dataType.scale
    return column


def sql_text(data_type: t.DataType) -> str:
    """A type as SQL spells it: `ARRAY<STRUCT<name: STRING>>`."""
    if isinstance(data_type, t.ArrayType):
        return f"ARRAY<{sql_text(data_type.elementType)}>"
    if isinstance(data_type, t.MapType):
        return f"MAP<{sql_text(data_type.keyType)}, {sql_text(data_type.valueType)}>"
    if isinstance(data_type, t.StructType):
        fields = (f"{field.name}: {sql_text(field.dataType)}" for field in data_type.fields)
        return f"STRUCT<{', '.join(fields)}>"
    return data_type.simpleString().upper()
