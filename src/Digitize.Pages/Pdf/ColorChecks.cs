namespace Digitize.Pages.Pdf;

/// <summary>Colors that are used, against the output intent: clauses 6.2.4, 6.2.6, 6.2.8, 6.2.10.</summary>
/// <param name="intentComponents">3 for an RGB output intent, 4 for CMYK, 1 for grey; null without one.</param>
internal sealed class ColorChecks(int? intentComponents, Findings findings)
{
    private const int LargestProfile = 16 << 20;
    private const int DeepestSpace = 8;

    private readonly Dictionary<(int, int), bool> _profiles = [];

    /// <summary>A device space by its name, or one of the page's resources.</summary>
    public void CheckNamed(string name, PdfObject resources, string place)
    {
        switch (name)
        {
            case "/DeviceRGB":
                CheckDevice(3, resources["/ColorSpace"]["/DefaultRGB"], "DeviceRGB", place);
                break;
            case "/DeviceCMYK":
                CheckDevice(4, resources["/ColorSpace"]["/DefaultCMYK"], "DeviceCMYK", place);
                break;
            case "/DeviceGray":
                findings.Expect(intentComponents is not null || resources["/ColorSpace"]["/DefaultGray"].IsArray, "6.2.4.3", "DeviceGray is used without an output intent.", place);
                break;
            case "/Pattern" or "/Indexed" or "":
                break;
            default:
                CheckSpace(resources["/ColorSpace"][name], resources, place);
                break;
        }
    }

    public void CheckSpace(PdfObject space, PdfObject resources, string place) => CheckSpace(space, resources, place, 0);

    public void CheckIntent(string name, string place) =>
        findings.Expect(name is "/RelativeColorimetric" or "/AbsoluteColorimetric" or "/Perceptual" or "/Saturation", "6.2.6", "A rendering intent is none of the four that there are.", place);

    /// <summary>The space that a transparency group is blended in.</summary>
    public void CheckGroup(PdfObject owner, string place)
    {
        var space = owner["/Group"]["/CS"];
        if (!space.IsNull)
        {
            CheckSpace(space, owner["/Resources"], place);
        }
    }

    public void CheckImage(PdfObject image, PdfObject resources, string place)
    {
        if (image["/Intent"].Name is { } intent)
        {
            CheckIntent(intent, place);
        }

        CheckSpace(image["/ColorSpace"], resources, place);
        foreach (var key in new[] { "/SMask", "/Mask" })
        {
            if (image[key].IsStream)
            {
                CheckSpace(image[key]["/ColorSpace"], resources, place);
            }
        }

        var filter = image["/Filter"].IsArray ? image["/Filter"][image["/Filter"].Count - 1].Name : image["/Filter"].Name;
        if (filter == "/JPXDecode")
        {
            Jpeg2000Check.Run(image, image.Has("/ColorSpace"), intentComponents, findings, place);
        }
    }

    private void CheckSpace(PdfObject space, PdfObject resources, string place, int depth)
    {
        if (space.Name is { } name)
        {
            if (name.StartsWith("/Device", StringComparison.Ordinal))
            {
                CheckNamed(name, resources, place);
            }

            return;
        }

        if (!space.IsArray || depth > DeepestSpace)
        {
            return;
        }

        switch (space[0].Name)
        {
            case "/ICCBased":
                CheckProfile(space[1], place);
                break;
            case "/Indexed" or "/Pattern":
                CheckSpace(space[1], resources, place, depth + 1);
                break;
            case "/Separation":
                CheckSpace(space[2], resources, place, depth + 1);
                break;
            case "/DeviceN":
                findings.Expect(space[1].Count <= 32, "6.1.13", "A DeviceN space has more than 32 colorants.", place);
                CheckColorants(space, place);
                CheckSpace(space[2], resources, place, depth + 1);
                break;
        }
    }

    private void CheckDevice(int components, PdfObject substitute, string name, string place) =>
        findings.Expect(
            intentComponents == components || (substitute.IsArray && substitute[0].Name is "/ICCBased" or "/CalRGB" or "/DeviceN"),
            "6.2.4.3", $"{name} is used, and the output intent is not of that kind.", place);

    private void CheckColorants(PdfObject space, string place)
    {
        var colorants = space[4]["/Colorants"];
        foreach (var colorant in space[1].Items())
        {
            var name = colorant.Name ?? "";
            var process = name is "/Cyan" or "/Magenta" or "/Yellow" or "/Black" or "/None";
            findings.Expect(process || colorants.Has(name) || space[4]["/Process"]["/Components"].Items().Any(item => item.Name == name),
                "6.2.4.4", "A DeviceN space does not describe one of its colorants.", place);
        }
    }

    private void CheckProfile(PdfObject stream, string place)
    {
        var id = stream.Id;
        if (!_profiles.TryGetValue(id, out var good))
        {
            good = StreamDecoder.Decode(stream, LargestProfile) is { } profile && ColorProfiles.Components(profile) is { } components && stream["/N"].Integer == components;
            _profiles[id] = good;
        }

        findings.Expect(good, "6.2.4.2", "An ICC profile is damaged, of a kind that PDF/A-2 does not allow, or has another number of components than it says.", place);
    }
}
