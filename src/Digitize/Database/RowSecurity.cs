using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Digitize.Database;

/// <summary>
/// Tells each PostgreSQL connection whose rows it may see before its first query (policies of <c>0003-row-security.sql</c>), so that a query without its filter shows nothing
/// of another account. The pool wipes these settings when a connection goes back.
/// </summary>
internal sealed class RowSecurity : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection, eventData.Context);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection, eventData.Context);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>False where the policies say nothing to this role: superusers and roles with BYPASSRLS see every row.</summary>
    internal static Task<bool> BindsRoleAsync(DigitizeDb db, CancellationToken cancel) =>
        db.Database.SqlQuery<bool>($"SELECT NOT (rolsuper OR rolbypassrls) AS \"Value\" FROM pg_roles WHERE rolname = current_user").SingleAsync(cancel);

    private static DbCommand Command(DbConnection connection, DbContext? context)
    {
        var db = context as DigitizeDb;
        var command = connection.CreateCommand();
        command.CommandText = "SELECT set_config('app.account', @account, false), set_config('app.everyone', @everyone, false)";
        Add(command, "account", db is { SeesEveryAccount: false } && db.SeenAccount != default ? db.SeenAccount.Value.ToString() : "");
        Add(command, "everyone", db is { SeesEveryAccount: true } ? "on" : "off");
        return command;
    }

    private static void Add(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
