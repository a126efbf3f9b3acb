"""A network that learns exclusive or, with nothing but NumPy."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(a):
    return a * (1 - a)  # takes the output a = sigmoid(z), not z


class NeuralNetwork:
    def __init__(self, x, y, seed=0):
        random = np.random.RandomState(seed)
        self.x, self.y = x, y  # (4, 2) and (4, 1): a row per sample
        self.W1 = random.rand(2, 2)  # from each input to each hidden unit
        self.W2 = random.rand(2, 1)  # from each hidden unit to the output

    def feedforward(self):
        self.hidden = sigmoid(self.x @ self.W1)  # (4, 2)
        self.output = sigmoid(self.hidden @ self.W2)  # (4, 1)

    def loss(self):
        return 0.5 * np.sum((self.y - self.output) ** 2)

    def backprop(self):
        d_output = 2 * (self.y - self.output) * sigmoid_derivative(self.output)
        d_hidden = (d_output @ self.W2.mT) * sigmoid_derivative(self.hidden)
        self.W2 += self.hidden.mT @ d_output
        self.W1 += self.x.mT @ d_hidden

    def train(self, iterations=1500):
        for _ in range(iterations):
            self.feedforward()
            self.backprop()


if __name__ == "__main__":
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    network = NeuralNetwork(x, y=np.array([[0], [1], [1], [0]]), seed=4)
    network.train()
    print(network.output.round(3), "loss", network.loss().round(5))
