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
    internal static async Task InsertAsync(DigitizeDb db, IEntityType type, JsonObject json, CancellationToken cancel)
    {
        var columns = type.GetProperties().ToDictionary(property => property.GetColumnName());
        if (json.FirstOrDefault(pair => !columns.ContainsKey(pair.Key)) is { Key: { } unknown })
        {
            throw new JsonException($"The table {type.GetTableName()} has no column {unknown}.");
        }

        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (db.Database.CurrentTransaction as IInfrastructure<DbTransaction>)?.Instance;
        var names = new List<string>();
        foreach (var (name, value) in json)
        {
            var property = columns[name];
            var mapping = property.GetRelationalTypeMapping();
            command.Parameters.Add(mapping.CreateParameter(command, $"@p{names.Count}", FromJson(property, mapping, value), property.IsNullable));
            names.Add(name);
        }

        // Names come from the model and not from the JSON.
        command.CommandText = $"INSERT INTO {type.GetTableName()} ({string.Join(", ", names.Select(name => $"\"{name}\""))}) VALUES ({string.Join(", ", names.Select((_, at) => $"@p{at}"))})";
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
