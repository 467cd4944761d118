// A file into the reader's downloads.

export function saveFile(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // the browser reads it in its own time
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
