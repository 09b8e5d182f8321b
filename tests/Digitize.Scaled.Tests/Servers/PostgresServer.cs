using System.Runtime.Versioning;
using Npgsql;

namespace Digitize.Scaled.Tests.Servers;

/// <summary>A PostgreSQL of our own: in a folder that goes with it, on its own port, never the machine's.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgresServer : IDisposable
{
    /// <summary>What the service connects as: it owns its database and may do nothing else.</summary>
    private const string ServiceRole = "digitize";

    private const string Superuser = "boss";

    private static readonly string User = Programs.UserFor("postgres");

    private readonly string _bin;
    private readonly string _folder = Programs.NewFolder(User);
    private readonly int _port = Programs.FreePort();
    private int _databases;

    private PostgresServer(string bin) => _bin = bin;

    private string Data => Path.Combine(_folder, "data");

    /// <param name="isDurable">Commits wait for the disk, as they do where letters are kept. Processes die in tests, the machine does not: there what was written stays without.</param>
    /// <returns>Null when PostgreSQL is not installed.</returns>
    internal static PostgresServer? TryStart(bool isDurable = false)
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderBy(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).LastOrDefault(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            : null;
        if (bin is null)
        {
            return null;
        }

        var server = new PostgresServer(Path.Combine(bin, "bin"));
        try
        {
            server.Run("initdb", "-D", server.Data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
            File.AppendAllText(Path.Combine(server.Data, "postgresql.conf"), $"""

                port = {server._port}
                listen_addresses = '127.0.0.1'
                unix_socket_directories = '{server._folder}'
                fsync = {(isDurable ? "on" : "off")}
                shared_buffers = 64MB
                max_connections = 400
                """);
            server.Run("pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(server._folder, "log"), "start");
            server.Execute($"CREATE ROLE {ServiceRole} LOGIN NOSUPERUSER NOBYPASSRLS");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A new, empty database that the service's role owns.</summary>
    internal PostgresDatabase NewDatabase()
    {
        var name = $"letters{Interlocked.Increment(ref _databases)}";
        Execute($"CREATE DATABASE {name} OWNER {ServiceRole}");
        return new PostgresDatabase(this, ConnectionString(name, ServiceRole), ConnectionString(name, Superuser) + ";Pooling=false");
    }

    /// <summary>As if the machine lost power, but for the disk: nobody is asked, and the log is replayed.</summary>
    internal void RestartAtOnce() => Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-m", "immediate", "restart");

    internal void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres", Superuser) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database, string role) => $"Host=127.0.0.1;Port={_port};Database={database};Username={role};Timeout=5;Command Timeout=20";

    private void Run(string program, params string[] arguments) => Programs.Run(Path.Combine(_bin, program), arguments, null, User);
}

/// <summary>One database: as the service sees it, and as its operator does.</summary>
[SupportedOSPlatform("linux")]
internal sealed record PostgresDatabase(PostgresServer Server, string Service, string Operator)
{
    /// <summary>Past every policy. The first column of the first row.</summary>
    internal async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Operator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal async Task<int> DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Operator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>What is leased, sent or put off becomes older by this much, without anybody waiting.</summary>
    internal Task PassAsync(TimeSpan time) =>
        DoAsync($"UPDATE work_items SET not_before = not_before - {time.TotalMilliseconds:0}, leased_until = leased_until - {time.TotalMilliseconds:0}, dispatched_at = dispatched_at - {time.TotalMilliseconds:0} WHERE state IN ('Ready', 'Leased')");
}
