using System.Diagnostics;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Other people's decoders: what they see decides. Each skips the test when it is not installed.</summary>
internal static class Decoders
{
    /// <summary>The pixels poppler draws, one PDF pixel for each of the picture's.</summary>
    public static byte[] Poppler(EncodedPicture picture, bool gray = true) => InFolder(folder =>
    {
        File.WriteAllBytes(Path.Combine(folder, "in.pdf"), PicturePdf.Of(picture));
        // Given a resolution, poppler rounds the page's size up, now and then by a whole pixel.
        Run(folder, "pdftoppm", gray ? "-gray" : "-q", "-singlefile", "-scale-to-x", $"{picture.Width}", "-scale-to-y", $"{picture.Height}", "in.pdf", "out");
        return Netpbm(File.ReadAllBytes(Path.Combine(folder, gray ? "out.pgm" : "out.ppm")), picture.Width, picture.Height);
    });

    /// <summary>What jbig2dec makes of embedded JBIG2: 1 bit a pixel.</summary>
    public static BitPlane Jbig2Dec(PictureStream picture) => InFolder(folder =>
    {
        File.WriteAllBytes(Path.Combine(folder, "in.jb2"), picture.Data);
        Run(folder, "jbig2dec", "-e", "-t", "pbm", "-o", "out.pbm", "in.jb2");
        return Bits(File.ReadAllBytes(Path.Combine(folder, "out.pbm")), picture.Width, picture.Height);
    });

    /// <summary>What poppler decodes of a bitonal picture's only layer: 1 bit a pixel.</summary>
    public static BitPlane PopplerBits(PictureStream picture) => InFolder(folder =>
    {
        File.WriteAllBytes(Path.Combine(folder, "in.pdf"), PicturePdf.Of(new EncodedPicture(picture.Width, picture.Height, new Dpi(300), [new PictureLayer(picture)])));
        Run(folder, "pdfimages", "in.pdf", "out");
        return Bits(File.ReadAllBytes(Path.Combine(folder, "out-000.pbm")), picture.Width, picture.Height);
    });

    private static BitPlane Bits(byte[] pbm, int width, int height)
    {
        var rowBytes = (width + 7) / 8;
        var samples = pbm.AsSpan(pbm.Length - (rowBytes * height));
        var plane = new BitPlane(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                plane[x, y] = (samples[(y * rowBytes) + (x >> 3)] >> (7 - (x & 7)) & 1) != 0;
            }
        }

        return plane;
    }

    private static byte[] Netpbm(byte[] file, int width, int height)
    {
        var samples = (long)width * height * (file[1] == (byte)'6' ? 3 : 1);
        var header = System.Text.Encoding.ASCII.GetString(file, 0, (int)(file.Length - samples));
        Assert.That(header.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[1..3], Is.EqualTo(new[] { $"{width}", $"{height}" }));
        return file[^(int)samples..];
    }

    private static T InFolder<T>(Func<string, T> work)
    {
        var folder = Directory.CreateTempSubdirectory("digitize-picture-");
        try
        {
            return work(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Run(string folder, string program, params string[] arguments)
    {
        Assume.That(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(path => File.Exists(Path.Combine(path, program))), $"{program} is not installed.");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {error}");
    }
}
