using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>What became of a change of the types. The constructor is private: these are all there are.</summary>
public abstract record TypeChange
{
    private TypeChange()
    {
    }

    public sealed record Done(DocumentType Type) : TypeChange;

    public sealed record NameTaken : TypeChange;

    public sealed record NoSuchType : TypeChange;

    /// <summary>The account has <see cref="DocumentTypes.MostOfOne"/> already.</summary>
    public sealed record TooMany : TypeChange;
}

/// <summary>The types of an account, as its owners keep them. A shorter period holds from the next round of retention on.</summary>
public sealed class DocumentTypes(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    public const int MostOfOne = 500;

    public async Task<IReadOnlyList<DocumentType>> ListAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.DocumentTypes.OrderBy(row => row.Key).ToListAsync(cancel);
    }

    /// <param name="keepMonths">1 to <see cref="DocumentType.LongestMonths"/>; null keeps without limit.</param>
    public Task<TypeChange> AddAsync(AccountId account, TagName name, int? keepMonths, Actor by, CancellationToken cancel)
    {
        var type = new DocumentType { Id = DocumentTypeId.New(time), AccountId = account, Key = name.Key, Name = name.Text, KeepMonths = keepMonths, CreatedAt = time.GetUtcNow() };
        return ChangeAsync(account, by, AuditAction.TypeAdded, async db =>
        {
            if (await db.DocumentTypes.AnyAsync(row => row.Key == type.Key, cancel))
            {
                return new TypeChange.NameTaken();
            }

            if (await db.DocumentTypes.CountAsync(cancel) >= MostOfOne)
            {
                return new TypeChange.TooMany();
            }

            db.Add(type);
            await db.SaveChangesAsync(cancel);
            return new TypeChange.Done(type);
        }, cancel);
    }

    /// <inheritdoc cref="AddAsync"/>
    public Task<TypeChange> ReplaceAsync(AccountId account, DocumentTypeId id, TagName name, int? keepMonths, Actor by, CancellationToken cancel) => ChangeAsync(account, by, AuditAction.TypeReplaced, async db =>
    {
        if (await db.DocumentTypes.AnyAsync(row => row.Key == name.Key && row.Id != id, cancel))
        {
            return new TypeChange.NameTaken();
        }

        await db.DocumentTypes.Where(row => row.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Key, name.Key)
            .SetProperty(row => row.Name, name.Text)
            .SetProperty(row => row.KeepMonths, keepMonths), cancel);
        return await db.DocumentTypes.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancel) is { } type ? new TypeChange.Done(type) : new TypeChange.NoSuchType();
    }, cancel);

    /// <summary>Documents of this type have none afterwards, and are kept.</summary>
    public Task<TypeChange> RemoveAsync(AccountId account, DocumentTypeId id, Actor by, CancellationToken cancel) => ChangeAsync(account, by, AuditAction.TypeRemoved, async db =>
    {
        if (await db.DocumentTypes.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancel) is not { } type)
        {
            return new TypeChange.NoSuchType();
        }

        await db.AllDocuments.Where(row => row.Type == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Type, (DocumentTypeId?)null), cancel);
        await db.DocumentTypes.Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
        return new TypeChange.Done(type);
    }, cancel);

    internal static Task<DocumentType?> FindAsync(DigitizeDb db, AccountId account, TagName name, CancellationToken cancel) =>
        db.DocumentTypes.AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == account && row.Key == name.Key, cancel);

    private Task<TypeChange> ChangeAsync(AccountId account, Actor by, AuditAction action, Func<DigitizeDb, Task<TypeChange>> change, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Of(account), async db =>
    {
        // Locks the account: of two who add the same name at once, one must see what the other did.
        await db.Accounts.Where(row => row.Id == account).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel);
        var result = await change(db);
        if (result is TypeChange.Done { Type: var type })
        {
            var months = type.KeepMonths?.ToString(CultureInfo.InvariantCulture) ?? "without limit";
            await audit.AppendAsync(db, account, AuditEvent.Of(by, action, type.Id).With(("name", type.Name), ("months", months)), cancel);
        }

        return result;
    }, cancel);
}
