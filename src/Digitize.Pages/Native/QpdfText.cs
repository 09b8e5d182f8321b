using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;

namespace Digitize.Pages.Native;

/// <summary>
/// Text to and from qpdf, a character for each byte: names in PDF files are bytes, and must come back as they were.
/// What qpdf returns belongs to qpdf and is only copied.
/// </summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(Out))]
internal static unsafe class QpdfText
{
    internal ref struct In
    {
        private byte* _allocated;
        private Span<byte> _text;

        public static int BufferSize => 256;

        public void FromManaged(string text, Span<byte> buffer)
        {
            if (text.Length + 1 > buffer.Length)
            {
                _allocated = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
                buffer = new Span<byte>(_allocated, text.Length + 1);
            }

            _text = buffer[..(text.Length + 1)];
            Encoding.Latin1.GetBytes(text, _text);
            _text[^1] = 0;
        }

        public readonly ref byte GetPinnableReference() => ref _text.GetPinnableReference();

        public readonly byte* ToUnmanaged() =>
            (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _text.GetPinnableReference());

        public readonly void Free() => NativeMemory.Free(_allocated);
    }

    internal static class Out
    {
        public static string? ConvertToManaged(byte* text) =>
            text is null ? null : Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }
}
