using System.Text.Json.Serialization;

namespace Digitize.Cli.Orders;

/// <summary>What the operator of an installation asks for on its machine. The constructor is private: these are all there are.</summary>
[JsonDerivedType(typeof(CreateAccount), "createAccount")]
[JsonDerivedType(typeof(CreateUser), "createUser")]
[JsonDerivedType(typeof(CreateKey), "createKey")]
[JsonDerivedType(typeof(IssuePassword), "issuePassword")]
[JsonDerivedType(typeof(ListUsers), "listUsers")]
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
internal sealed record OrderAnswer(ExitCode Code, string? Output, string? Sentence)
{
    public static OrderAnswer Done(string output, string? sentence = null) => new(ExitCode.Done, output, sentence);

    public static OrderAnswer Refused(string sentence) => new(ExitCode.WrongArguments, null, sentence);

    /// <summary>It may hold a password.</summary>
    public override string ToString() => Code.ToString();
}
