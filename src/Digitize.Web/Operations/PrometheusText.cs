using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Digitize.Web.Operations;

/// <summary>Listens to the instruments of the service and writes their values as Prometheus reads them, text format 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Seconds; from a query to a long document.</summary>
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <param name="meterPrefix">Meters whose name begins with it are listened to.</param>
    public PrometheusText(string meterPrefix)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(meterPrefix, StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        lock (_lock)
        {
            // A gauge shows what is; what it no longer speaks of is gone.
            foreach (var family in _families.Values.Where(family => family.IsObserved))
            {
                family.Series.Clear();
            }
        }

        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            var text = new StringBuilder();
            foreach (var (name, family) in _families)
            {
                family.Write(text, name);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_lock)
        {
            var name = Name(instrument);
            if (!_families.TryGetValue(name, out var family))
            {
                _families.Add(name, family = new Family(instrument));
            }

            family.Add(labels, value);
        }
    }

    /// <summary>With unit and <c>_total</c>, as the naming rules of Prometheus ask.</summary>
    private static string Name(Instrument instrument)
    {
        var name = new StringBuilder();
        foreach (var letter in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        if (instrument.Unit is "s")
        {
            name.Append("_seconds");
        }
        else if (instrument.Unit is "By")
        {
            name.Append("_bytes");
        }

        return KindOf(instrument) == "counter" ? name.Append("_total").ToString() : name.ToString();
    }

    private static string KindOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new List<string>();
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            all.Add($"{key.Replace('.', '_')}=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }

        all.Sort(StringComparer.Ordinal);
        return string.Join(',', all);
    }

    /// <summary>One instrument with all its label sets.</summary>
    private sealed class Family(Instrument instrument)
    {
        private readonly string _kind = KindOf(instrument);
        private readonly string _help = instrument.Description ?? instrument.Name;

        /// <summary>UpDownCounters bring changes, observed instruments the value itself.</summary>
        private readonly bool _addsUp = !instrument.IsObservable && !instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

        public bool IsObserved { get; } = instrument.IsObservable;

        public SortedDictionary<string, (double Sum, long Count, long[] Buckets)> Series { get; } = new(StringComparer.Ordinal);

        public void Add(string labels, double value)
        {
            var (sum, count, buckets) = Series.TryGetValue(labels, out var known) ? known : (0, 0, _kind == "histogram" ? new long[Bounds.Length] : []);
            for (var at = 0; at < buckets.Length; at++)
            {
                buckets[at] += value <= Bounds[at] ? 1 : 0;
            }

            Series[labels] = (_addsUp ? sum + value : value, count + 1, buckets);
        }

        public void Write(StringBuilder text, string name)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {_help}\n# TYPE {name} {_kind}\n");
            foreach (var (labels, (sum, count, buckets)) in Series)
            {
                if (_kind == "histogram")
                {
                    WriteHistogram(text, name, labels, sum, count, buckets);
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {sum}\n");
                }
            }
        }

        private static void WriteHistogram(StringBuilder text, string name, string labels, double sum, long count, long[] buckets)
        {
            var before = labels.Length == 0 ? "" : labels + ",";
            for (var at = 0; at < buckets.Length; at++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{Bounds[at]}\"}} {buckets[at]}\n");
            }

            var own = labels.Length == 0 ? "" : $"{{{labels}}}";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {count}\n{name}_sum{own} {sum}\n{name}_count{own} {count}\n");
        }
    }
}
