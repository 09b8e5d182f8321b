using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digitize.Database;

/// <summary>
/// Rows as JSON that no database is seen in: ids as text, instants as milliseconds since 1970, bytes as Base64, enums by name. What SQLite gave, PostgreSQL takes, and the other way round.
/// Columns are named as in the tables. A column that the JSON does not name gets the table's default.
/// </summary>
internal static class PortableRows
{
    /// <summary>
    /// A round trip to PostgreSQL costs more than a row. To SQLite there is none, and its client looks each parameter up by name among all of the statement:
    /// with fifty rows in one, a restore spent a tenth of its time there.
    /// </summary>
    private const int RowsAtOnce = 50, RowsAtOnceSqlite = 1;

    internal static JsonObject Of(IEntityType type, object row)
    {
        var json = new JsonObject();
        foreach (var property in type.GetProperties())
        {
            json[property.GetColumnName()] = ToJson(Stored(property, property.GetGetter().GetClrValue(row)));
        }

        return json;
    }

    /// <summary>Adds the row as it is, past the change tracker.</summary>
    /// <exception cref="DbException">There is such a row, or it refers to one that is not there.</exception>
    /// <exception cref="JsonException">The JSON names a column that the table does not have, or holds another kind of value.</exception>
    internal static Task InsertAsync(DigitizeDb db, IEntityType type, JsonObject json, CancellationToken cancel) => InsertAllAsync(db, type, [json], cancel);

    /// <summary>Adds rows as they are, many with one statement.</summary>
    /// <inheritdoc cref="InsertAsync"/>
    internal static async Task InsertAllAsync(DigitizeDb db, IEntityType type, IEnumerable<JsonObject> rows, CancellationToken cancel)
    {
        // One command for all: what was prepared for the rows before serves those after.
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (db.Database.CurrentTransaction as IInfrastructure<DbTransaction>)?.Instance;
        var columns = type.GetProperties().ToDictionary(property => property.GetColumnName());
        var atOnce = db.Database.IsSqlite() ? RowsAtOnceSqlite : RowsAtOnce;
        var waiting = new List<JsonObject>();
        string[] names = [];
        foreach (var row in rows)
        {
            // Rows of an older version may lack columns.
            if (waiting.Count == atOnce || (waiting.Count > 0 && !row.Select(pair => pair.Key).SequenceEqual(names)))
            {
                await InsertAlikeAsync(command, type, columns, names, waiting, cancel);
                waiting.Clear();
            }

            if (waiting.Count == 0)
            {
                names = [.. row.Select(pair => pair.Key)];
            }

            waiting.Add(row);
        }

        if (waiting.Count > 0)
        {
            await InsertAlikeAsync(command, type, columns, names, waiting, cancel);
        }
    }

    private static async Task InsertAlikeAsync(DbCommand command, IEntityType type, Dictionary<string, IProperty> columns, string[] names, List<JsonObject> rows, CancellationToken cancel)
    {
        if (names.FirstOrDefault(name => !columns.ContainsKey(name)) is { } unknown)
        {
            throw new JsonException($"The table {type.GetTableName()} has no column {unknown}.");
        }

        command.Parameters.Clear();
        var values = new List<string>();
        foreach (var row in rows)
        {
            var places = new List<string>();
            foreach (var name in names)
            {
                var property = columns[name];
                var mapping = property.GetRelationalTypeMapping();
                var place = $"@p{command.Parameters.Count}";
                command.Parameters.Add(mapping.CreateParameter(command, place, FromJson(property, mapping, row[name]), property.IsNullable));
                places.Add(place);
            }

            values.Add($"({string.Join(", ", places)})");
        }

        // Names come from the model and not from the JSON.
        command.CommandText = $"INSERT INTO {type.GetTableName()} ({string.Join(", ", names.Select(name => $"\"{name}\""))}) VALUES {string.Join(", ", values)}";
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static object? Stored(IProperty property, object? value) =>
        value is null ? null : property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static JsonValue? ToJson(object? stored) => stored switch
    {
        null => null,
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        Guid id => JsonValue.Create(id.ToString()),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        DateOnly day => JsonValue.Create(day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
        Enum named => JsonValue.Create(named.ToString()),
        _ => throw new InvalidOperationException($"A {stored.GetType().Name} has no portable form yet."),
    };

    /// <summary>The value as the model has it: the mapping converts it for its database.</summary>
    private static object? FromJson(IProperty property, RelationalTypeMapping mapping, JsonNode? json)
    {
        if (json is null)
        {
            return null;
        }

        var converter = mapping.Converter;
        var type = converter?.ProviderClrType ?? property.ClrType;
        object stored = (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var kind when kind == typeof(byte[]) => Convert.FromBase64String(json.GetValue<string>()),
            var kind when kind == typeof(Guid) => Guid.Parse(json.GetValue<string>()),
            var kind when kind == typeof(string) => json.GetValue<string>(),
            var kind when kind == typeof(bool) => json.GetValue<bool>(),
            var kind when kind == typeof(int) => json.GetValue<int>(),
            var kind when kind == typeof(long) => json.GetValue<long>(),
            var kind when kind == typeof(double) => json.GetValue<double>(),
            var kind when kind == typeof(DateOnly) => DateOnly.ParseExact(json.GetValue<string>(), "O", System.Globalization.CultureInfo.InvariantCulture),
            var kind when kind.IsEnum => Enum.Parse(kind, json.GetValue<string>()),
            var kind => throw new InvalidOperationException($"A {kind.Name} has no portable form yet."),
        };
        return converter is null ? stored : converter.ConvertFromProvider(stored);
    }
}
