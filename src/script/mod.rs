//! Scripted contacts (TOML) to NMEA sentences: for exercises, the demo and the tests. Owns the AIS
//! encoder.
