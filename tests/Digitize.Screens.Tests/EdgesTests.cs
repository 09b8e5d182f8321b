using System.Text.Json;

namespace Digitize.Screens.Tests;

/// <summary>Finding the sheet, on pictures that are drawn here: the corners are known then.</summary>
public sealed class EdgesTests
{
    /// <summary>Everything is drawn in 800 × 600 and made smaller, as the camera's picture is; with the noise of a sensor.</summary>
    private const string Draws = """
        async ({ table, corners, seed }) => {
          const at = new URL('edges.js', document.querySelector('script[src$="shell.js"]').src).href
          const { findSheet } = await import(at)
          const canvas = new OffscreenCanvas(800, 600)
          const draw = canvas.getContext('2d')
          const tables = {
            dark: () => { draw.fillStyle = '#3b2a1e'; draw.fillRect(0, 0, 800, 600) },
            bright: () => { draw.fillStyle = '#d6d2ca'; draw.fillRect(0, 0, 800, 600) },
            checks: () => { for (let y = 0; y < 600; y += 120) for (let x = 0; x < 800; x += 120) { draw.fillStyle = (x + y) / 120 % 2 ? '#b33a3a' : '#e8e2d8'; draw.fillRect(x, y, 120, 120) } },
            stripes: () => { for (let x = 0; x < 800; x += 60) { draw.fillStyle = x / 60 % 2 ? '#f0f0eb' : '#3c5078'; draw.fillRect(x, 0, 60, 600) } },
            planks: () => { for (let y = 0; y < 600; y += 75) { draw.fillStyle = y / 75 % 2 ? '#8a6a48' : '#7a5a3a'; draw.fillRect(0, y, 800, 73) } }
          }
          tables[table]()
          if (corners) {
            const place = (u, v) => [0, 1].map((axis) => (corners[0][axis] * (1 - u) + corners[1][axis] * u) * (1 - v) + (corners[3][axis] * (1 - u) + corners[2][axis] * u) * v)
            const fill = (u0, v0, u1, v1) => { draw.beginPath(); for (const [u, v] of [[u0, v0], [u1, v0], [u1, v1], [u0, v1]]) draw.lineTo(...place(u, v)); draw.fill() }
            draw.shadowColor = 'rgb(0 0 0 / .5)'
            draw.shadowBlur = 6
            draw.fillStyle = '#f6f4ee'
            fill(0, 0, 1, 1)
            draw.shadowColor = 'transparent'
            draw.fillStyle = '#333'
            fill(0.1, 0.07, 0.5, 0.1)
            for (let line = 0; line < 24; line++) for (let word = 0; word < 6; word++) fill(0.1 + word * 0.13, 0.2 + line * 0.03, 0.1 + word * 0.13 + 0.06 + 0.05 * ((line * 7 + word * 3) % 5) / 5, 0.212 + line * 0.03)
          }
          const less = new OffscreenCanvas(200, 150).getContext('2d')
          less.imageSmoothingQuality = 'high'
          less.drawImage(canvas, 0, 0, 200, 150)
          const picture = less.getImageData(0, 0, 200, 150)
          for (let byte = 0; byte < picture.data.length; byte++) if (byte % 4 < 3) {
            seed = (seed * 1103515245 + 12345) % 2147483648
            picture.data[byte] += seed / 2147483648 * 16 - 8
          }
          const began = performance.now()
          const found = findSheet(picture)
          return { found: found?.map(({ x, y }) => [x * 800, y * 600]) ?? null, took: performance.now() - began }
        }
        """;

    private static readonly double[][] Straight = [[250, 60], [560, 60], [560, 500], [250, 500]];
    private static readonly double[][] Rotated = [[300, 40], [610, 120], [500, 560], [190, 480]];
    private static readonly double[][] Slanted = [[270, 90], [540, 80], [640, 540], [160, 550]];

    private Person? _person;

    [OneTimeSetUp]
    public async Task SitDownAsync()
    {
        _person = await Person.SitDownAsync();
        await _person.Page.GotoAsync("/sign-in");
    }

    [OneTimeTearDown]
    public async Task LeaveAsync()
    {
        if (_person is not null)
        {
            await _person.DisposeAsync();
        }
    }

    [Test]
    public async Task A_sheet_is_found_on_every_table_however_it_lies([Values("dark", "bright", "checks", "stripes", "planks")] string table, [Values("straight", "rotated", "slanted")] string how)
    {
        var corners = how switch { "straight" => Straight, "rotated" => Rotated, _ => Slanted };
        var found = await LookAsync(table, corners);
        Assert.That(found, Is.Not.Null, "No sheet was found.");
        var off = corners.Zip(found!, (meant, seen) => Math.Max(Math.Abs(meant[0] - seen[0]), Math.Abs(meant[1] - seen[1]))).Max();
        Assert.That(off, Is.LessThan(14), "In pixels of 800.");
    }

    [Test]
    public async Task Where_no_sheet_lies_none_is_found([Values("dark", "bright", "checks", "stripes", "planks")] string table) => Assert.That(await LookAsync(table, null), Is.Null);

    private async Task<double[][]?> LookAsync(string table, double[][]? corners)
    {
        var answer = await _person!.Page.EvaluateAsync<JsonElement>(Draws, new { table, corners, seed = 7 });
        return answer.GetProperty("found").Deserialize<double[][]?>();
    }
}
