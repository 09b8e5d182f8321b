namespace Digitize.Pages.Pdf;

/// <summary>Encodings for East Asian fonts that every viewer has: ISO 32000-1, table 118.</summary>
internal static class PredefinedCMaps
{
    private static readonly Dictionary<string, string> Orderings = new[]
    {
        ("GB1", "GB-EUC GBpc-EUC GBK-EUC GBKp-EUC GBK2K UniGB-UCS2 UniGB-UTF16"),
        ("CNS1", "B5pc HKscs-B5 ETen-B5 ETenms-B5 CNS-EUC UniCNS-UCS2 UniCNS-UTF16"),
        ("Japan1", "83pv-RKSJ 90ms-RKSJ 90msp-RKSJ 90pv-RKSJ Add-RKSJ EUC Ext-RKSJ UniJIS-UCS2 UniJIS-UCS2-HW UniJIS-UTF16"),
        ("Korea1", "KSC-EUC KSCms-UHC KSCms-UHC-HW KSCpc-EUC UniKS-UCS2 UniKS-UTF16"),
    }.SelectMany(row => row.Item2.Split(' ').SelectMany(name => new[] { (Name: $"/{name}-H", row.Item1), (Name: $"/{name}-V", row.Item1) }))
        .Append(("/H", "Japan1")).Append(("/V", "Japan1")).ToDictionary(row => row.Item1, row => row.Item2);

    /// <summary>The collection of letters that the encoding counts in; null when it is none of these.</summary>
    public static string? Ordering(string name) => Orderings.GetValueOrDefault(name);
}
