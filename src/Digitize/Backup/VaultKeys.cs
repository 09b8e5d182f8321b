using System.Collections.Concurrent;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>What the key bags of a vault open with a master key: the secrets of the installation, the keys of accounts and, looked up when asked for, of documents.</summary>
internal sealed class VaultKeys
{
    private readonly Vault _vault;
    private readonly IReadOnlyList<KeyBag> _bags;
    private readonly Dictionary<string, byte[]> _secrets;
    private readonly ConcurrentDictionary<(int Bag, string Shard), Lazy<Task<Dictionary<string, byte[]>>>> _shards = new();

    private VaultKeys(Vault vault, IReadOnlyList<KeyBag> bags, Dictionary<string, byte[]> secrets, IReadOnlyDictionary<AccountId, byte[]> accounts) =>
        (_vault, _bags, _secrets, Accounts) = (vault, bags, secrets, accounts);

    /// <summary>Wrapped by the master key, as they were in the newest bag.</summary>
    internal IReadOnlyDictionary<AccountId, byte[]> Accounts { get; }

    internal IEnumerable<KeyValuePair<string, byte[]>> WrappedSecrets => _bags[0].Secrets.Select(secret => new KeyValuePair<string, byte[]>(secret.Key, Convert.FromBase64String(secret.Value)));

    /// <exception cref="RestoreRefusedException">There is no key bag, or the master key is not the one of this vault.</exception>
    /// <exception cref="DamagedVaultException">A bag was changed.</exception>
    internal static async Task<VaultKeys> OpenAsync(Vault vault, MasterKey master, CancellationToken cancel)
    {
        var names = await vault.BagNamesAsync(cancel);
        if (names.Count == 0)
        {
            throw new RestoreRefusedException("there is no key bag beside this vault: without one nothing in it can be opened.");
        }

        names.Reverse();
        var bags = new List<KeyBag>();
        foreach (var name in names)
        {
            bags.Add(await vault.ReadBagAsync(name, cancel));
        }

        var secrets = Unwrap(bags[0], master);
        using var signer = new InstallationSigner(secrets[InstallationSigner.SecretName]);
        foreach (var name in names)
        {
            SignedJson.Open($"{Vault.Bags}/{name}", await Vault.ReadAsync(vault.KeyFiles, BlobKey.OfVault(Vault.Bags, name), cancel), signer);
        }

        var accounts = VaultLines.Split(await vault.ReadKeysAsync(bags[0].Accounts, cancel)).Select(Parse).ToDictionary(key => AccountId.TryParse(key.Id)!.Value, key => key.Wrapped);
        return new VaultKeys(vault, bags, secrets, accounts);
    }

    /// <exception cref="DamagedVaultException">The bag lacks it.</exception>
    internal byte[] Secret(string name) => _secrets.TryGetValue(name, out var secret) ? secret : throw new DamagedVaultException($"The newest key bag lacks the secret for {name}.");

    /// <summary>The document's key, wrapped by its account's, from the newest bag that has it; null when none has.</summary>
    internal async Task<byte[]?> FindAsync(DocumentId document, CancellationToken cancel)
    {
        var id = document.ToString();
        for (var bag = 0; bag < _bags.Count; bag++)
        {
            if ((await ShardAsync(bag, id[^3..], cancel)).TryGetValue(id, out var key))
            {
                return key;
            }
        }

        return null;
    }

    private Task<Dictionary<string, byte[]>> ShardAsync(int bag, string shard, CancellationToken cancel) => _shards.GetOrAdd((bag, shard), _ => new(async () =>
    {
        // Documents come shard by shard: those before are not asked for again.
        foreach (var done in _shards.Keys.Where(key => key.Shard != shard))
        {
            _shards.TryRemove(done, out var _);
        }

        return _bags[bag].Shards.FirstOrDefault(file => file.Shard == shard) is { } file
            ? VaultLines.Split(await _vault.ReadKeysAsync(file.Sha256, cancel)).Select(Parse).ToDictionary(key => key.Id, key => key.Wrapped)
            : [];
    })).Value;

    private static (string Id, byte[] Wrapped) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        try
        {
            return space > 0 ? (line[..space], Convert.FromBase64String(line[(space + 1)..])) : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new DamagedVaultException("A list of keys has a line that is none.");
        }
    }

    private static Dictionary<string, byte[]> Unwrap(KeyBag bag, MasterKey master)
    {
        try
        {
            return bag.Secrets.ToDictionary(secret => secret.Key, secret => InstallationSecrets.Unwrap(master, secret.Key, Convert.FromBase64String(secret.Value)));
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException)
        {
            throw new RestoreRefusedException($"the master key that is set ({master.Id}) is not the one that this vault was made with.");
        }
    }
}
