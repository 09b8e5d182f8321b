using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Ocr;
using Digitize.Ocr.Terminal;
using Digitize.Privacy;

namespace Digitize.Cli.Orders;

/// <summary>Orders about the audit: is it sound, what does it hold, and where does it stand.</summary>
internal static class AuditOrders
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<OrderAnswer> VerifyAsync(AuditTrail trail, BackupJob backups, Order.VerifyAudit order, CancellationToken cancel)
    {
        // Those of the last backups lie where whoever changes the database need not reach.
        var anchors = new List<AuditHead>(await backups.AnchorsAsync(cancel));
        foreach (var (line, number) in order.Anchors.Select((line, index) => (line, index + 1)))
        {
            if (AuditHead.TryParse(line) is not { } anchor)
            {
                return OrderAnswer.Refused($"line {number} of the anchors is none: it is written by digitize audit anchors.");
            }

            anchors.Add(anchor);
        }

        return await trail.VerifyAsync(anchors, cancel) switch
        {
            AuditVerdict.Tampered tampered => new OrderAnswer(ExitCode.ResultFailedCheck, null, tampered.First.Sentence),
            AuditVerdict.Sound sound => OrderAnswer.Done(string.Create(
                CultureInfo.InvariantCulture, $"The audit is sound: {sound.Entries} entries in {sound.Chains} chains{(anchors.Count == 0 ? ". Without anchors nobody can tell whether its end was cut off" : $", compared with {anchors.Count} anchors")}.")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static async Task<OrderAnswer> HeadsAsync(AuditTrail trail, CancellationToken cancel) =>
        OrderAnswer.Done(string.Join('\n', (await trail.HeadsAsync(cancel)).Select(head => head.ToLine())));

    public static async Task<OrderAnswer> ListAsync(AuditTrail trail, AccountRegister register, Order.ListAudit order, CancellationToken cancel)
    {
        var account = order.Account is null ? null : await register.FindAccountAsync(order.Account, cancel);
        if (order.Account is not null && account is null)
        {
            return OrderAnswer.Refused(OrderDesk.NoSuchAccount);
        }

        var document = DocumentId.TryParse(order.Document ?? "");
        if (order.Document is not null && document is null)
        {
            return OrderAnswer.Refused("--document takes the id of a document.");
        }

        var text = new StringBuilder(order.AsJson ? "" : "SEQUENCE\tAT\tACTOR\tACTION\tOBJECT\tREASON\tOUTCOME\tDETAILS\n");
        var after = 0L;
        while (await trail.ListAsync(account, document, after, AuditTrail.MostAtOnce, cancel) is { Count: > 0 } lines)
        {
            foreach (var line in lines)
            {
                text.Append(order.AsJson ? JsonSerializer.Serialize(LineOf(line), Json) : string.Join('\t', Columns(line))).Append('\n');
            }

            after = lines[^1].Entry.Sequence;
        }

        return OrderAnswer.Done(text.ToString().TrimEnd('\n'));
    }

    private static object LineOf(AuditLine line) => new
    {
        line.Entry.Sequence,
        line.Entry.At,
        line.Entry.ActorKind,
        Actor = line.Entry.ActorId,
        line.Entry.Action,
        line.Entry.ObjectKind,
        Object = line.Entry.ObjectId,
        line.Entry.Reason,
        line.Entry.Outcome,
        line.Details,
    };

    private static IEnumerable<string> Columns(AuditLine line)
    {
        var entry = line.Entry;
        var details = line.Details is { } open ? string.Join("; ", open.Select(pair => $"{pair.Key}: {pair.Value}")) : entry.Details is null ? "-" : "(their key is gone)";
        return new[]
        {
            entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), $"{entry.ActorKind} {entry.ActorId}".TrimEnd(), entry.Action.ToString(),
            $"{entry.ObjectKind} {entry.ObjectId}".Trim() is { Length: > 0 } named ? named : "-", entry.Reason ?? "-", entry.Outcome.ToString(), details,
        }.Select(Printable.Of);
    }
}
