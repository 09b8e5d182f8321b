using System.Text.Json.Serialization;
using Digitize.Ocr;

namespace Digitize.Cli.Orders;

/// <summary>What the operator of an installation asks for on its machine. The constructor is private: these are all there are.</summary>
[JsonDerivedType(typeof(CreateAccount), "createAccount")]
[JsonDerivedType(typeof(CreateUser), "createUser")]
[JsonDerivedType(typeof(CreateKey), "createKey")]
[JsonDerivedType(typeof(IssuePassword), "issuePassword")]
[JsonDerivedType(typeof(ListUsers), "listUsers")]
[JsonDerivedType(typeof(RunBackup), "runBackup")]
[JsonDerivedType(typeof(ListBackups), "listBackups")]
[JsonDerivedType(typeof(VerifyBackups), "verifyBackups")]
[JsonDerivedType(typeof(ScrubStore), "scrubStore")]
[JsonDerivedType(typeof(RestoreBackup), "restoreBackup")]
[JsonDerivedType(typeof(CheckReceipt), "checkReceipt")]
[JsonDerivedType(typeof(AskProgress), "askProgress")]
[JsonDerivedType(typeof(EndContract), "endContract")]
[JsonDerivedType(typeof(UndoContractEnd), "undoContractEnd")]
[JsonDerivedType(typeof(ExportAccount), "exportAccount")]
[JsonDerivedType(typeof(PreviewRetention), "previewRetention")]
[JsonDerivedType(typeof(RunRetention), "runRetention")]
[JsonDerivedType(typeof(VerifyAudit), "verifyAudit")]
[JsonDerivedType(typeof(ListAudit), "listAudit")]
[JsonDerivedType(typeof(ListAuditHeads), "listAuditHeads")]
internal abstract record Order
{
    private Order()
    {
    }

    public sealed record CreateAccount(string Name) : Order;

    /// <param name="Account">The account's name, as in the orders below.</param>
    /// <param name="Role">Owner, member or reader.</param>
    public sealed record CreateUser(string Login, string Account, string Role) : Order;

    public sealed record CreateKey(string Account, string Scopes, int Days) : Order;

    public sealed record IssuePassword(string Login, bool WithoutSecondFactors) : Order;

    public sealed record ListUsers : Order;

    /// <param name="Vault">Null for all, as in the orders below.</param>
    public sealed record RunBackup(string? Vault, bool IsDryRun) : Order;

    public sealed record ListBackups(string? Vault) : Order;

    /// <param name="Share">Counted from 1, of <paramref name="Of"/>.</param>
    public sealed record VerifyBackups(string? Vault, int Share, int Of) : Order;

    public sealed record ScrubStore : Order;

    /// <param name="Backup">Null for the newest.</param>
    public sealed record RestoreBackup(string? Vault, string? Backup, string? Account, string? Document) : Order;

    public sealed record CheckReceipt(string Json) : Order;

    /// <summary>How far the long order is that was begun; its answer when it is done.</summary>
    public sealed record AskProgress : Order;

    /// <param name="On">From this day on nothing new is taken in.</param>
    /// <param name="EraseOn">Null for the usual time after the end.</param>
    public sealed record EndContract(string Account, DateOnly On, DateOnly? EraseOn) : Order;

    public sealed record UndoContractEnd(string Account) : Order;

    /// <param name="File">In full, and not there yet.</param>
    public sealed record ExportAccount(string Account, string File) : Order;

    /// <param name="Account">Null for all.</param>
    public sealed record PreviewRetention(string? Account, bool AsJson) : Order;

    public sealed record RunRetention(bool AsJson) : Order;

    /// <param name="Anchors">Lines that <see cref="ListAuditHeads"/> gave earlier.</param>
    public sealed record VerifyAudit(IReadOnlyList<string> Anchors) : Order;

    /// <param name="Account">Null for what concerns the installation.</param>
    /// <param name="Document">Null for all of them.</param>
    public sealed record ListAudit(string? Account, string? Document, bool AsJson) : Order;

    public sealed record ListAuditHeads : Order;
}

/// <summary>What became of an order.</summary>
/// <param name="Output">The thing asked for, for standard output.</param>
/// <param name="Sentence">What else the operator has to know, for standard error.</param>
/// <param name="IsUnderWay">It is not done yet, and <paramref name="Sentence"/> says how far it is: ask again.</param>
internal sealed record OrderAnswer(ExitCode Code, string? Output, string? Sentence, bool IsUnderWay = false)
{
    public static OrderAnswer Still(string progress) => new(ExitCode.Done, null, progress, IsUnderWay: true);

    public static OrderAnswer Done(string output, string? sentence = null) => new(ExitCode.Done, output, sentence);

    public static OrderAnswer Refused(string sentence) => new(ExitCode.WrongArguments, null, sentence);

    /// <summary>It may hold a password.</summary>
    public override string ToString() => Code.ToString();
}
