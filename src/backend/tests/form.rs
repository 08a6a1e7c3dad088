//! Forms with files, as browsers send them.

/// A part of a form.
pub enum Part<'a> {
    File(&'a [u8]),
    Text(&'a str, &'a str),
    Raw(&'a str, &'a [u8]),
}

/// A form's content type and body.
pub fn form(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----peertest";
    let mut body = Vec::new();
    for part in parts {
        let (head, bytes) = match part {
            Part::File(bytes) => (
                "name=\"file\"; filename=\"shot.png\"\r\nContent-Type: image/png".to_owned(),
                *bytes,
            ),
            Part::Text(name, text) => (format!("name=\"{name}\""), text.as_bytes()),
            Part::Raw(name, bytes) => (format!("name=\"{name}\""), *bytes),
        };
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
