using System.Text.Json;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>Reading barcodes without the browser's finder, on pictures that are drawn here as a phone gives them: what they say is known then.</summary>
public sealed class BarsTests
{
    /// <summary>Draws a code in the middle of a sheet with some lines of text, and spoils the picture as asked for.</summary>
    private const string Draws = """
        const symbols = '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(' ')
        // Sets change as a program for labels would have it: digits in pairs where there are four of them.
        function code128 (text) {
          const values = []
          let set = null
          for (let at = 0; at < text.length;) {
            const pairs = text.slice(at).match(/^(\d\d){2,}/)?.[0].length ?? 0
            if (pairs) {
              values.push(set === null ? 105 : 99)
              set = 'C'
              for (let i = 0; i < pairs; i += 2, at += 2) values.push(Number(text.slice(at, at + 2)))
            } else {
              if (set !== 'B') values.push(set === null ? 104 : 100)
              set = 'B'
              values.push(text.charCodeAt(at++) - 32)
            }
          }
          values.push(values.reduce((sum, value, i) => sum + value * Math.max(i, 1), 0) % 103, 106)
          return values.map((value) => symbols[value]).join('')
        }
        function ean13 (text) {
          const left = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011']
          const turned = (bits) => [...bits].map((bit) => 1 - bit).join('')
          const kinds = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL'][text[0]]
          const half = [...text.slice(1, 7)].map((digit, i) => kinds[i] === 'L' ? left[digit] : [...turned(left[digit])].reverse().join('')).join('')
          const bits = `101${half}01010${[...text.slice(7)].map((digit) => turned(left[digit])).join('')}101`
          return bits.match(/1+|0+/g).map((run) => run.length).join('')
        }
        function draw ({ kind, text, module, high, tilt, blur, noise, isTurned, shade }) {
          const widths = kind === 'ean' ? ean13(text) : code128(text)
          const modules = [...widths].reduce((sum, width) => sum + Number(width), 0)
          const [width, height] = [Math.ceil(modules * module + 200), 700]
          const canvas = isTurned ? new OffscreenCanvas(height, width) : new OffscreenCanvas(width, height)
          const pen = canvas.getContext('2d', { willReadFrequently: true })
          pen.fillStyle = '#f4f1ea'
          pen.fillRect(0, 0, canvas.width, canvas.height)
          pen.translate(canvas.width / 2, canvas.height / 2)
          pen.rotate(tilt * Math.PI / 180 + (isTurned ? Math.PI / 2 : 0))
          pen.fillStyle = '#26262a'
          pen.font = '22px sans-serif'
          for (const y of [-300, -270, -240, 250, 280]) pen.fillText('Sehr geehrte Damen und Herren, anbei erhalten Sie', -width / 2 + 10, y)
          let x = -modules * module / 2
          for (let i = 0; i < widths.length; i++) {
            if (i % 2 === 0) pen.fillRect(x, -high / 2, widths[i] * module, high)
            x += widths[i] * module
          }
          if (blur) {
            const copy = new OffscreenCanvas(canvas.width, canvas.height)
            copy.getContext('2d').drawImage(canvas, 0, 0)
            pen.resetTransform()
            pen.filter = `blur(${blur}px)`
            pen.drawImage(copy, 0, 0)
          }
          const picture = pen.getImageData(0, 0, canvas.width, canvas.height)
          let seed = 7
          for (let at = 0; at < picture.data.length; at += 4) {
            let sum = 0
            for (let i = 0; i < 4; i++) sum += (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
            const darker = shade ? 1 - 0.5 * ((at / 4) % canvas.width) / canvas.width : 1
            for (let i = 0; i < 3; i++) picture.data[at + i] = picture.data[at + i] * darker + (sum - 2) * 1.73 * noise
          }
          return { picture, canvas, pen }
        }
        """;

    private const string Reads = "async (asked) => { const { barsOn } = await import(new URL('bars.js', document.querySelector('script[src$=\"shell.js\"]').src).href); " + Draws + " return asked.map((one) => barsOn(draw(one).picture)) }";

    private static readonly (string Kind, string Text)[] Truths = [("128", "RE-2026-004711"), ("128", "ASN00123"), ("128", "00340434161094042557"), ("128", "Az. 12/45 B"), ("ean", "4006381333931"), ("ean", "9783161484100"), ("ean", "0012345678905")];

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
    public async Task Bars_are_read_as_they_are_on_a_letter_that_was_photographed() => await AssertReadAsync([.. Truths.Select(truth => new Drawn(truth.Kind, truth.Text) { Module = 3, Tilt = 2, Blur = 0.8, Noise = 6 })]);

    [Test]
    [LongForm]
    public async Task Bars_are_read_at_every_size_however_they_lie(
        [Values(2, 3, 6.3)] double module, [Values(-5, 1, 5)] double tilt, [Values] bool isTurned) =>
        await AssertReadAsync([.. Truths.Select(truth => new Drawn(truth.Kind, truth.Text) { Module = module, Tilt = tilt, IsTurned = isTurned, Noise = 4 })]);

    /// <summary>Blur as a deviation, in shares of the narrowest bar. From half of one on it is chance which codes are still read; none is read wrongly, as another test looks for.</summary>
    [Test]
    [LongForm]
    public async Task Bars_are_read_through_blur_noise_and_shade([Values(0.2, 0.4)] double blur, [Values(0, 8, 16)] double noise, [Values] bool hasShade) =>
        await AssertReadAsync([.. Truths.SelectMany(truth => new[] { 2.5, 4 }.Select(module => new Drawn(truth.Kind, truth.Text) { Module = module, Tilt = 1.5, Blur = blur * module, Noise = noise, Shade = hasShade }))]);

    [Test]
    [LongForm]
    public async Task Low_and_wide_codes_that_lean_are_read([Values(-4, -3, 3, 4)] double tilt) =>
        await AssertReadAsync([new Drawn("128", "RE-2026-004711-0815") { Module = 3, High = 36, Tilt = tilt, Noise = 4 }]);

    [Test]
    [LongForm]
    public async Task Codes_that_are_spoiled_say_nothing_rather_than_something_else()
    {
        var asked = Truths.SelectMany(truth => Enumerable.Range(0, 24).Select(i => new Drawn(truth.Kind, truth.Text) { Module = 1 + (i * 0.1), Blur = 1 + (i % 5 * 0.7), Noise = 12 * (i % 4), Tilt = (i % 7) - 3 })).ToArray();
        var read = await ReadAsync(asked);
        Assert.That(asked.Zip(read).Where(pair => pair.Second.Any(text => text != pair.First.Text)).Select(pair => $"{pair.First}: {string.Join(", ", pair.Second)}"), Is.Empty);
        await TestContext.Out.WriteLineAsync($"{read.Count(found => found.Length > 0)} of {read.Length} spoiled codes were read all the same.");
    }

    [Test]
    [LongForm]
    public async Task A_code_on_a_page_is_offered_where_the_browser_finds_none()
    {
        var drawn = await _person!.Page.EvaluateAsync<JsonElement>(
            "async (one) => { " + Draws + " const { picture, canvas, pen } = draw(one); pen.putImageData(picture, 0, 0); const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer()); let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); return btoa(text) }",
            new { kind = "128", text = "RE-2026-004711", module = 4, high = 120, tilt = 2, blur = 1, noise = 6, isTurned = false, shade = false });
        await using var phone = await Person.TakePhoneAsync("de-DE", mayUseCamera: false);
        await phone.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await phone.Page.GotoAsync("/capture");
        Assert.That(await phone.Page.EvaluateAsync<bool>("async () => 'BarcodeDetector' in window && (await BarcodeDetector.getSupportedFormats()).length > 0"), Is.False, "Otherwise this is no test of ours.");
        await phone.Page.SetInputFilesAsync("#pictures", new FilePayload { Name = "page.png", MimeType = "image/png", Buffer = drawn.GetBytesFromBase64() });

        // No sheet lies in this picture, and the block of bars is the only frame to be found.
        await phone.Page.ClickAsync("#corners [data-whole]");
        await phone.Page.ClickAsync("#corners [data-done]");
        await Assertions.Expect(phone.Page.Locator(".codes code")).ToHaveTextAsync("RE-2026-004711");
        Assert.That(await phone.BarriersAsync(), Is.Empty);
        await phone.PictureAsync("capture-code-360-de");
        await phone.Page.ClickAsync("[data-as=title]");
        Assert.That(await phone.Page.InputValueAsync("[name=title]"), Is.EqualTo("RE-2026-004711"));
        Assert.That(phone.Complaints, Is.Empty);
    }

    /// <summary>What is drawn here is no invention of ours: the library that finds barcodes for the service reads the same.</summary>
    [Test]
    [LongForm]
    public async Task Another_reader_reads_the_drawn_codes_too()
    {
        foreach (var (kind, text) in Truths)
        {
            var drawn = await _person!.Page.EvaluateAsync<JsonElement>(
                "async (one) => { " + Draws + " const { picture } = draw(one); let gray = ''; for (let at = 0; at < picture.data.length; at += 4) gray += String.fromCharCode(picture.data[at]); return { width: picture.width, height: picture.height, gray: btoa(gray) } }",
                new { kind, text, module = 3, high = 120, tilt = 0, blur = 0, noise = 0, isTurned = false, shade = false });
            using var page = PageImage.FromGray(new GrayPixels(drawn.GetProperty("width").GetInt32(), drawn.GetProperty("height").GetInt32(), drawn.GetProperty("gray").GetBytesFromBase64()), new Dpi(200));
            Assert.That(BarcodeFinder.Find(page).Select(code => code.Text), Is.EqualTo(new[] { text }));
        }
    }

    /// <summary>The letters of the samples, and where they lie beside the repository the hard pages, upright and on their side.</summary>
    [Test]
    [LongForm]
    public async Task Letters_have_none()
    {
        var pages = Directory.GetFiles(Path.Combine(TestFolders.Repository, "samples")).Concat(HardPages()).Where(path => Path.GetExtension(path) is ".png" or ".jpg").ToList();
        Assert.That(pages, Is.Not.Empty);
        foreach (var page in pages)
        {
            var found = await _person!.Page.EvaluateAsync<JsonElement>("""
                async (base64) => {
                  const { barsOn } = await import(new URL('bars.js', document.querySelector('script[src$="shell.js"]').src).href)
                  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]))
                  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
                  pen.drawImage(bitmap, 0, 0)
                  const picture = pen.getImageData(0, 0, bitmap.width, bitmap.height)
                  const began = performance.now()
                  return { found: barsOn(picture), took: performance.now() - began, pixels: bitmap.width * bitmap.height }
                }
                """, Convert.ToBase64String(await File.ReadAllBytesAsync(page)));
            await TestContext.Out.WriteLineAsync($"{Path.GetFileName(page)}: {found.GetProperty("took").GetDouble():0} ms for {found.GetProperty("pixels").GetInt32() / 1_000_000.0:0.0} megapixels");
            Assert.That(found.GetProperty("found").GetArrayLength(), Is.Zero, $"{Path.GetFileName(page)}: {found.GetProperty("found")}");
        }
    }

    private static string[] HardPages()
    {
        for (var folder = new DirectoryInfo(TestFolders.Repository); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "corpus", "pages") is var pages && Directory.Exists(pages))
            {
                return Directory.GetFiles(pages);
            }
        }

        return [];
    }

    private async Task AssertReadAsync(Drawn[] asked)
    {
        var read = await ReadAsync(asked);
        Assert.That(asked.Zip(read).Where(pair => !pair.Second.SequenceEqual([pair.First.Text])).Select(pair => $"{pair.First}: {string.Join(", ", pair.Second)}"), Is.Empty);
    }

    private async Task<string[][]> ReadAsync(Drawn[] asked) =>
        (await _person!.Page.EvaluateAsync<JsonElement>(Reads, asked.Select(one => new { kind = one.Kind, text = one.Text, module = one.Module, high = one.High, tilt = one.Tilt, blur = one.Blur, noise = one.Noise, isTurned = one.IsTurned, shade = one.Shade }).ToArray())).Deserialize<string[][]>()!;

    /// <param name="Kind"><c>128</c> or <c>ean</c>.</param>
    private sealed record Drawn(string Kind, string Text)
    {
        /// <summary>Pixels of the narrowest bar.</summary>
        public double Module { get; init; } = 3;

        public double High { get; init; } = 120;

        /// <summary>Degrees.</summary>
        public double Tilt { get; init; }

        /// <summary>Pixels.</summary>
        public double Blur { get; init; }

        /// <summary>Levels, as a deviation.</summary>
        public double Noise { get; init; }

        public bool IsTurned { get; init; }

        public bool Shade { get; init; }
    }
}
