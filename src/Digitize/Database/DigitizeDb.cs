using System.Text;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Intake;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Digitize.Database;

/// <summary>
/// The rows of the service. What a query sees is bounded by <see cref="CurrentAccount"/> (filter <c>tenant</c>) and leaves out the trash and what was split or merged (filter <c>softdelete</c>)
/// and restricted documents (filter <c>restriction</c>).
/// Each slice configures its own types next to them. Writing goes through <see cref="DigitizeDatabase"/>, or through <c>SaveChanges</c>, which waits for the same gate.
/// </summary>
public sealed class DigitizeDb(DbContextOptions<DigitizeDb> options, CurrentAccount account) : DbContext(options)
{
    public const string TenantFilter = "tenant";

    public const string SoftDeleteFilter = "softdelete";

    /// <summary>Restricted documents are left out wherever nobody has said that they are meant: they are kept, and neither processed nor shown.</summary>
    public const string RestrictionFilter = "restriction";

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Document> Documents => Set<Document>();

    /// <summary>Every document of the scope, also what is not shown: the trash, what was split or merged, restricted documents. For what must be kept, counted or opened; not for showing.</summary>
    public IQueryable<Document> AllDocuments => Documents.IgnoreQueryFilters([SoftDeleteFilter, RestrictionFilter]);

    /// <summary>Those of the one account that the context belongs to, said once more beside the filter: that one names everybody as well, and SQLite uses no index of the account for it. For lists.</summary>
    internal IQueryable<Document> OwnDocuments
    {
        get
        {
            var own = SeenAccount;
            return Documents.Where(row => row.AccountId == own);
        }
    }

    public DbSet<DocumentVersion> Versions => Set<DocumentVersion>();

    public DbSet<VersionPage> VersionPages => Set<VersionPage>();

    public DbSet<PageReading> PageReadings => Set<PageReading>();

    public DbSet<PlannedVersion> PlannedVersions => Set<PlannedVersion>();

    public DbSet<Page> Pages => Set<Page>();

    public DbSet<PageText> Texts => Set<PageText>();

    public DbSet<Thumbnail> Thumbnails => Set<Thumbnail>();

    public DbSet<DocumentTag> Tags => Set<DocumentTag>();

    public DbSet<DocumentType> DocumentTypes => Set<DocumentType>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<ContractEnd> ContractEnds => Set<ContractEnd>();

    public DbSet<Export> Exports => Set<Export>();

    public DbSet<ShareLink> ShareLinks => Set<ShareLink>();

    public DbSet<Change> Changes => Set<Change>();

    public DbSet<WorkItem> WorkItems => Set<WorkItem>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    internal DbSet<IdempotencyRecord> Idempotency => Set<IdempotencyRecord>();

    internal bool SeesEveryAccount => account.SeesEveryAccount;

    internal AccountId SeenAccount => account.Id ?? default;

    internal bool IsPostgres => Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>This context writes inside <see cref="DigitizeDatabase.WriteAsync{T}"/>, which has passed the gate already.</summary>
    internal bool HoldsGate { get; set; }

    /// <summary>
    /// The clock that leases and turns are reckoned by: the database's where several machines share one, for the clock of any of them may be wrong by an hour.
    /// </summary>
    internal async Task<DateTimeOffset> NowAsync(TimeProvider time, CancellationToken cancel = default) => IsPostgres
        ? DateTimeOffset.FromUnixTimeMilliseconds(await Database.SqlQuery<long>($"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS \"Value\"").SingleAsync(cancel))
        : time.GetUtcNow();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conversions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DigitizeDb).Assembly);
        modelBuilder.Entity<Document>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Document>().HasQueryFilter(SoftDeleteFilter, row => row.State != DocumentState.Trashed && row.State != DocumentState.Split && row.State != DocumentState.Merged);
        modelBuilder.Entity<Document>().HasQueryFilter(RestrictionFilter, row => row.RestrictedAt == null);
        modelBuilder.Entity<DocumentVersion>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<VersionPage>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<PageReading>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<PlannedVersion>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Page>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<PageText>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Change>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<WorkItem>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<IdempotencyRecord>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Thumbnail>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<DocumentTag>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<DocumentType>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<LegalHold>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<ContractEnd>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Export>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<ShareLink>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<AuditEntry>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        modelBuilder.Entity<Release>().HasQueryFilter(TenantFilter, row => SeesEveryAccount || row.AccountId == SeenAccount);
        UseSnakeCase(modelBuilder.Model);
    }

    /// <summary>The names that both databases and their operators are used to: <c>account_id</c> for <c>AccountId</c>.</summary>
    private static void UseSnakeCase(IMutableModel model)
    {
        foreach (var property in model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
