// Stands for a line in /etc/hosts, which a test should not touch, and for port
// 443, which it may not listen on: connections to api.airtable.com go to
// AIRTABLE_AT here. The certificate is checked against the name all the same.

import tls from "node:tls";

const connect = tls.connect;

tls.connect = (options, ...rest) => {
  const here = { ...options, host: "127.0.0.1", port: Number(process.env.AIRTABLE_AT) };
  return connect(options.host === "api.airtable.com" ? here : options, ...rest);
};
