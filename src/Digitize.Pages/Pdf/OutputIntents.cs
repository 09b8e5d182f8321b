namespace Digitize.Pages.Pdf;

/// <summary>The color space that device colors of the document are meant in.</summary>
internal static class OutputIntents
{
    /// <summary>An ICC profile of a printer may have a few megabytes.</summary>
    private const int LargestProfile = 16 << 20;

    /// <summary>The document's own output intent for PDF/A with its number of components, when it is one that PDF/A-2 allows.</summary>
    public static (PdfObject Intent, int Components)? Find(PdfDocument document)
    {
        foreach (var intent in document.Catalog["/OutputIntents"].Items())
        {
            if (intent["/S"].Name == "/GTS_PDFA1"
                && StreamDecoder.Decode(intent["/DestOutputProfile"], LargestProfile) is { } profile
                && ColorProfiles.OutputComponents(profile) is { } components
                && intent["/DestOutputProfile"]["/N"].Integer == components)
            {
                return (intent, components);
            }
        }

        return null;
    }

    /// <summary>Leaves the document with one output intent: its own, or sRGB.</summary>
    public static void Settle(PdfDocument document)
    {
        var intents = document.Parse("[]");
        if (Find(document) is { } own)
        {
            own.Intent.Remove("/DestOutputProfileRef");
            intents.Append(own.Intent);
        }
        else
        {
            var intent = document.Parse("<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/RegistryName(http://www.color.org)>>");
            intent.Set("/DestOutputProfile", SrgbProfile(document));
            intents.Append(document.MakeIndirect(intent));
        }

        document.Catalog.Set("/OutputIntents", intents);
    }

    /// <summary>An ICCBased color space.</summary>
    public static PdfObject SrgbSpace(PdfDocument document)
    {
        var space = document.Parse("[/ICCBased]");
        space.Append(SrgbProfile(document));
        return space;
    }

    private static PdfObject SrgbProfile(PdfDocument document)
    {
        var profile = document.NewStream(ColorProfiles.Srgb);
        profile.Set("/N", "3");
        return profile;
    }
}
