// A message centre on npm's smpp: prints READY and its port, then a line of JSON for each submit_sm.
// What becomes of one is decided by its destination's last digit; receipts wait for a receiver.
import { readFileSync } from "node:fs";
import smpp from "smpp";

// With a file of key and certificate it speaks TLS.
const pem = process.argv[2] && readFileSync(process.argv[2]);
const options = pem ? { key: pem, cert: pem } : {};

const [REFUSED, THROTTLED, CUT, SILENT, LOST] = ["1", "2", "3", "4", "5"];
const receipts = [];
let number = 0;

function receipt({ id, to, stat }) {
  return {
    source_addr: to,
    destination_addr: "elaas",
    esm_class: 4,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2612011200 done date:2612011201 stat:${stat} err:000 text:`,
  };
}

function hand(session) {
  for (const one of [...receipts]) {
    // Kept until it has been acknowledged.
    session.deliver_sm(receipt(one), (answer) => {
      if (answer.command_status === 0) receipts.splice(receipts.indexOf(one), 1);
    });
  }
}

function submit(session, pdu) {
  const last = pdu.destination_addr.slice(-1);
  const body = pdu.short_message.message ?? pdu.short_message;
  console.log(
    JSON.stringify({
      to: pdu.destination_addr,
      from: pdu.source_addr,
      coding: pdu.data_coding,
      esm: pdu.esm_class,
      receipt: pdu.registered_delivery,
      text: String(body),
      header: pdu.short_message.udh ? pdu.short_message.udh.map((one) => [...one]) : [],
    }),
  );
  if (last === SILENT) return;
  if (last === CUT) return session.socket.destroy();
  if (last === REFUSED) return session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
  if (last === THROTTLED) return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
  const id = `m-${++number}`;
  session.send(pdu.response({ message_id: id }));
  if (pdu.registered_delivery) {
    receipts.push({ id, to: pdu.destination_addr, stat: last === LOST ? "UNDELIV" : "DELIVRD" });
  }
}

const server = smpp.createServer(options, (session) => {
  const bind = (receives) => (pdu) => {
    if (pdu.system_id !== "elaas" || pdu.password !== "secret") {
      session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
      session.close();
      return;
    }
    session.send(pdu.response());
    if (receives) hand(session);
  };
  session.on("bind_transmitter", bind(false));
  session.on("bind_receiver", bind(true));
  session.on("submit_sm", (pdu) => submit(session, pdu));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => console.log(`READY ${server.address().port}`));
