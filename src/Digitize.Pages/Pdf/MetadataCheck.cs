using System.Xml;
using System.Xml.Linq;

namespace Digitize.Pages.Pdf;

/// <summary>XMP metadata: clauses 6.6.2 to 6.6.4.</summary>
internal static class MetadataCheck
{
    private const int Largest = 1 << 20;

    private static readonly XNamespace Id = "http://www.aiim.org/pdfa/ns/id/";
    private static readonly XNamespace Pdf = "http://ns.adobe.com/pdf/1.3/";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";

    public static void Run(PdfDocument document, Findings findings)
    {
        const string Place = "metadata";
        var stream = document.Catalog["/Metadata"];
        if (!stream.IsStream || StreamDecoder.Decode(stream, Largest) is not { } data || Read(data) is not { } packet)
        {
            findings.Add("6.6.2.1", "The document has no metadata that can be read.", Place);
            return;
        }

        findings.Expect(Value(packet, Id + "part") == "2" && Value(packet, Id + "conformance") == "B", "6.6.4", "The metadata does not say PDF/A-2b.", Place);
        var info = document.Trailer["/Info"];
        (string Key, XName Name)[] pairs =
        [
            ("/Title", Dc + "title"), ("/Author", Dc + "creator"), ("/Subject", Dc + "description"), ("/Keywords", Pdf + "Keywords"),
            ("/Producer", Pdf + "Producer"), ("/Creator", Xmp + "CreatorTool"),
        ];
        foreach (var (key, name) in pairs)
        {
            findings.Expect(info[key].Text is not { } said || said == Value(packet, name), "6.6.3", $"The metadata and the document information differ in {key.TrimStart('/')}.", Place);
        }

        foreach (var (key, name) in new[] { ("/CreationDate", Xmp + "CreateDate"), ("/ModDate", Xmp + "ModifyDate") })
        {
            findings.Expect(
                info[key].Text is not { } said || (ArchivalMetadata.ParseDate(said) is { } date && DateTimeOffset.TryParse(Value(packet, name), out var other) && date == other),
                "6.6.3", $"The metadata and the document information differ in {key.TrimStart('/')}.", Place);
        }
    }

    private static string? Value(XDocument packet, XName name) => packet.Descendants(name).FirstOrDefault()?.Value;

    private static XDocument? Read(byte[] data)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(data), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
