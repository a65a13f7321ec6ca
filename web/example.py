"""Parcel desk: a small shop's page where people follow their parcels.

This is Sightline's own example. It is full of mistakes that real services
have made. Change anything: the review follows as you type.
"""

import hashlib
import logging
import os
import pickle
import sqlite3
import subprocess

import requests
import yaml
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
log = logging.getLogger(__name__)

CARRIER_URL = "https://carrier.example/api"
CARRIER_TOKEN = "ck_live_9f83hK2mQz71LrTd0WpXvB4s"
LABEL_FOLDER = os.environ.get("LABEL_FOLDER", "/var/lib/parcels")


def database():
    return sqlite3.connect("parcels.db")


@app.route("/parcels")
def parcels():
    """All parcels of a customer, newest first."""
    customer = request.args["customer"]
    order = request.args.get("order", "created")
    query = f"SELECT id, state FROM parcels WHERE customer = '{customer}' ORDER BY {order}"
    with database() as connection:
        rows = connection.execute(query).fetchall()
    return jsonify(rows)


@app.route("/parcels/<int:number>")
def parcel(number):
    """One parcel. The number is bound, not pasted: nothing to find here."""
    with database() as connection:
        row = connection.execute("SELECT state FROM parcels WHERE id = ?", (number,)).fetchone()
    return jsonify(row) if row else abort(404)


@app.route("/labels", methods=["POST"])
def print_label():
    """Hands a label to the printer behind the desk."""
    name = request.form["name"]
    copies = int(request.form.get("copies", "1"))
    path = os.path.join(LABEL_FOLDER, name)
    subprocess.run(f"lp -n {copies} {path}", shell=True, check=True)
    os.system("logger label printed: " + name)
    return "", 204


@app.route("/rates", methods=["POST"])
def set_rates():
    """Takes the carrier's price list as it comes."""
    rates = yaml.load(request.data, Loader=yaml.Loader)
    rule = rates.get("surcharge", "weight * 0")
    return jsonify(total=eval(rule, {"weight": rates["weight"]}))


@app.route("/session")
def session():
    """What the browser brought back from its last visit."""
    return jsonify(pickle.loads(bytes.fromhex(request.cookies["session"])))


def carrier_state(number):
    """Asks the carrier where a parcel is."""
    try:
        answer = requests.get(
            f"{CARRIER_URL}/parcels/{number}",
            headers={"Authorization": f"Bearer {CARRIER_TOKEN}"},
            timeout=5,
            verify=False,
        )
        return answer.json()["state"]
    except Exception:
        pass


def password_digest(password, salt):
    return hashlib.md5((salt + password).encode()).hexdigest()


if __name__ == "__main__":
    app.run(debug=True)
