using Digitize.Database;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.Extensions.Configuration;

namespace Digitize.Cli.Installation;

/// <summary>What a worker machine must be told: everything that it shares with the others lies elsewhere.</summary>
internal static class WorkerSettings
{
    /// <returns>The sentence for the operator; null when nothing is missing.</returns>
    public static string? WhatIsMissing(IConfiguration settings)
    {
        var missing = Missing(settings).ToList();
        return missing.Count == 0 ? null : $"a worker machine works for others, and needs these settings: {string.Join(", ", missing)}. Without them run \"digitize up\".";
    }

    private static IEnumerable<string> Missing(IConfiguration settings)
    {
        if (settings.GetSection("Database").Get<DatabaseOptions>() is not { Postgres: not null })
        {
            yield return "DIGITIZE_Database__Postgres";
        }

        if (settings.GetSection("Bus").Get<BusOptions>() is not { RabbitMq: not null })
        {
            yield return "DIGITIZE_Bus__RabbitMq";
        }

        if (string.IsNullOrEmpty(settings["Storage:S3:Bucket"]) && string.IsNullOrEmpty(settings["Storage:BlobFolder"]))
        {
            yield return "DIGITIZE_Storage__S3__Bucket (or a shared DIGITIZE_Storage__BlobFolder)";
        }

        // A key made here would open nothing.
        var key = settings.GetSection("MasterKey").Get<MasterKeyOptions>() ?? new MasterKeyOptions();
        if (key.Base64 is null && !File.Exists(key.Path))
        {
            yield return "DIGITIZE_MasterKey__Base64 (or a file at DIGITIZE_MasterKey__Path)";
        }
    }
}
