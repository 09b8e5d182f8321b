using System.Text;

namespace Digitize.Screens.Tests;

/// <summary>What the browser takes for a camera: a film of one picture, a letter on a dark table, drawn by the browser itself.</summary>
internal static class FakeCamera
{
    private const int Width = 1200;
    private const int Height = 900;

    private static readonly Lazy<Task> Once = new(FilmAsync);

    public static string Film { get; } = Path.Combine(Path.GetTempPath(), $"digitize-camera-{Environment.ProcessId}.y4m");

    /// <summary>Corners of the sheet, clockwise from the top left, in shares of the picture.</summary>
    public static (double X, double Y)[] Sheet { get; } = [.. new[] { (-276, -392), (276, -392), (276, 392), (-276, 392) }.Select(corner => Placed(corner.Item1, corner.Item2))];

    public static Task ReadyAsync() => Once.Value;

    private static (double X, double Y) Placed(double x, double y) => ((600 + (x * Math.Cos(0.12)) - (y * Math.Sin(0.12))) / Width, (450 + (x * Math.Sin(0.12)) + (y * Math.Cos(0.12))) / Height);

    private static async Task FilmAsync()
    {
        await using var person = await Person.SitDownAsync();
        await person.Page.GotoAsync("/sign-in");
        var planes = Convert.FromBase64String(await person.Page.EvaluateAsync<string>("""
            async () => {
              const canvas = new OffscreenCanvas(1200, 900)
              const draw = canvas.getContext('2d')
              draw.fillStyle = '#4a3220'
              draw.fillRect(0, 0, 1200, 900)
              draw.translate(600, 450)
              draw.rotate(0.12)
              draw.scale(0.8, 0.8)
              draw.fillStyle = '#f4f1ea'
              draw.fillRect(-345, -490, 690, 980)
              draw.fillStyle = '#222'
              draw.font = '44px sans-serif'
              draw.fillText('Stromrechnung', -270, -380)
              draw.font = '26px sans-serif'
              for (let line = 0; line < 14; line++) draw.fillText('Der neue Abschlag beträgt 187 Euro.', -270, -290 + 46 * line)
              const { data } = draw.getImageData(0, 0, 1200, 900)
              // BT.601, as films have it: luma of each pixel, both colors of four.
              const size = 1200 * 900
              const planes = new Uint8Array(size * 1.5)
              for (let y = 0; y < 900; y++) for (let x = 0; x < 1200; x++) {
                const at = (y * 1200 + x) * 4
                const [r, g, b] = [data[at], data[at + 1], data[at + 2]]
                planes[y * 1200 + x] = 16 + (65.5 * r + 128.6 * g + 25 * b) / 256
                if (y % 2 || x % 2) continue
                planes[size + (y / 2) * 600 + x / 2] = 128 + (-37.8 * r - 74.2 * g + 112 * b) / 256
                planes[size * 1.25 + (y / 2) * 600 + x / 2] = 128 + (112 * r - 93.8 * g - 18.2 * b) / 256
              }
              const read = new FileReader()
              read.readAsDataURL(new Blob([planes]))
              await new Promise((resolve) => read.addEventListener('load', resolve))
              return read.result.split(',')[1]
            }
            """));
        await using var film = File.Create(Film);
        await film.WriteAsync(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F5:1 Ip A1:1 C420mpeg2\n"));
        for (var frame = 0; frame < 2; frame++)
        {
            await film.WriteAsync("FRAME\n"u8.ToArray());
            await film.WriteAsync(planes);
        }
    }
}
