using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Sharing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Digitize.Database;

/// <summary>Instants as milliseconds since 1970: both databases sort and compare them alike.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

internal sealed class AccountIds() : ValueConverter<AccountId, Guid>(id => id.Value, stored => new AccountId(stored));

internal sealed class UserIds() : ValueConverter<UserId, Guid>(id => id.Value, stored => new UserId(stored));

internal sealed class UploadIds() : ValueConverter<UploadId, Guid>(id => id.Value, stored => new UploadId(stored));

internal sealed class DocumentIds() : ValueConverter<DocumentId, Guid>(id => id.Value, stored => new DocumentId(stored));

internal sealed class DocumentTypeIds() : ValueConverter<DocumentTypeId, Guid>(id => id.Value, stored => new DocumentTypeId(stored));

internal sealed class LegalHoldIds() : ValueConverter<LegalHoldId, Guid>(id => id.Value, stored => new LegalHoldId(stored));

internal sealed class ExportIds() : ValueConverter<ExportId, Guid>(id => id.Value, stored => new ExportId(stored));

internal sealed class ShareLinkIds() : ValueConverter<ShareLinkId, Guid>(id => id.Value, stored => new ShareLinkId(stored));

internal sealed class WorkItemIds() : ValueConverter<WorkItemId, Guid>(id => id.Value, stored => new WorkItemId(stored));

internal sealed class ReleaseIds() : ValueConverter<ReleaseId, Guid>(id => id.Value, stored => new ReleaseId(stored));

internal sealed class PageNumbers() : ValueConverter<PageNumber, int>(number => number.Value, stored => new PageNumber(stored));

internal sealed class BlobKeys() : ValueConverter<BlobKey, string>(key => key.Value, stored => Parse(stored))
{
    private static BlobKey Parse(string stored) => BlobKey.TryParse(stored) ?? throw new InvalidOperationException("A row names a blob by something that is no key.");
}

internal static class Conversions
{
    internal static void Apply(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        conventions.Properties<AccountId>().HaveConversion<AccountIds>();
        conventions.Properties<UserId>().HaveConversion<UserIds>();
        conventions.Properties<UploadId>().HaveConversion<UploadIds>();
        conventions.Properties<DocumentId>().HaveConversion<DocumentIds>();
        conventions.Properties<DocumentTypeId>().HaveConversion<DocumentTypeIds>();
        conventions.Properties<LegalHoldId>().HaveConversion<LegalHoldIds>();
        conventions.Properties<ExportId>().HaveConversion<ExportIds>();
        conventions.Properties<ShareLinkId>().HaveConversion<ShareLinkIds>();
        conventions.Properties<WorkItemId>().HaveConversion<WorkItemIds>();
        conventions.Properties<ReleaseId>().HaveConversion<ReleaseIds>();
        conventions.Properties<PageNumber>().HaveConversion<PageNumbers>();
        conventions.Properties<BlobKey>().HaveConversion<BlobKeys>();
        conventions.Properties<Enum>().HaveConversion<string>();
    }
}
