using System.Text;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>
/// A vault explains itself: <c>about/FORMAT.md</c> says what every file is, and <c>about/restore.py</c> brings the documents out with nothing but Python, its package <c>cryptography</c>, the keys and the master key.
/// </summary>
internal static class VaultFormat
{
    internal static IReadOnlyList<string> Names { get; } = ["FORMAT.md", "restore.py"];

    internal static async Task EnsureDescribedAsync(Vault vault, CancellationToken cancel)
    {
        foreach (var name in Names)
        {
            var text = Encoding.UTF8.GetBytes(Text(name));
            var key = BlobKey.OfVault(Vault.About, name);
            if (await Vault.IsThereAsync(vault.Files, key, cancel))
            {
                if ((await Vault.ReadAsync(vault.Files, key, cancel)).AsSpan().SequenceEqual(text))
                {
                    continue;
                }

                await vault.Files.DeleteAsync(key, cancel);
            }

            await Vault.WriteAsync(vault.Files, key, text, cancel);
        }
    }

    internal static string Text(string name)
    {
        using var stream = typeof(VaultFormat).Assembly.GetManifestResourceStream($"Digitize.Backup.About.{name}") ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
